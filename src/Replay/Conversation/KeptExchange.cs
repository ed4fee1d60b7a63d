namespace ScaleProxy.Replay.Conversation;

/// <summary>A request and the reply to it, ours or the vendor's, to be kept as they were on the wire.</summary>
/// <param name="Request">The request's bytes.</param>
/// <param name="Response">The bytes of all replies to it, interim ones first.</param>
/// <param name="StartedAt">When the request was complete.</param>
public sealed record KeptExchange(ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Response, DateTimeOffset StartedAt)
{
    /// <summary>How often in a row the very same request came; only the first one's bytes are kept.</summary>
    public int Repeats { get; init; } = 1;
}
