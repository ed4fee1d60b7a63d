namespace ScaleProxy.Archive;

/// <summary>The raw bytes of an exchange.</summary>
/// <param name="Request">The request, head and body as they were on the wire.</param>
/// <param name="Response">The interim replies and the final one, one after the other; empty where none was seen.</param>
/// <param name="StartedAt">When the request began; the unix epoch where the source carries no times.</param>
/// <param name="Repeats">How often in a row the request came and was answered so; it is stored once.</param>
public sealed record RecordedExchange(
    ReadOnlyMemory<byte> Request,
    ReadOnlyMemory<byte> Response,
    DateTimeOffset StartedAt,
    int Repeats = 1);
