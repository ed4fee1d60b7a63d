namespace ScaleProxy.Model.Wire;

/// <summary>A request and what was answered.</summary>
/// <param name="Request">What the client sent.</param>
/// <param name="Interim">The 1xx replies that came before the final one, in order.</param>
/// <param name="Response">The final reply; null where none was seen.</param>
/// <param name="StartedAt">When the request's first byte was seen; <see cref="DateTimeOffset.UnixEpoch"/> where the source carries no times.</param>
/// <param name="CompletedAt">When the last byte of the reply (of the request, where there is none) was seen.</param>
public sealed record Exchange(
    WireMessage Request,
    IReadOnlyList<WireMessage> Interim,
    WireMessage? Response,
    DateTimeOffset StartedAt,
    DateTimeOffset CompletedAt)
{
    /// <summary>What the server sent, as it was on the wire: the interim replies and the final one, one after the other; empty where none was seen.</summary>
    public ReadOnlyMemory<byte> RawReplies()
    {
        if (Interim.Count == 0)
        {
            return Response?.Raw ?? default;
        }

        var all = new List<byte>();
        foreach (WireMessage interim in Interim)
        {
            all.AddRange(interim.Raw.Span);
        }

        if (Response is { } response)
        {
            all.AddRange(response.Raw.Span);
        }

        return all.ToArray();
    }
}
