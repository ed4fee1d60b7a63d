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

        int length = Response?.Raw.Length ?? 0;
        for (int i = 0; i < Interim.Count; i++)
        {
            length += Interim[i].Raw.Length;
        }

        byte[] all = new byte[length];
        Span<byte> rest = all;
        for (int i = 0; i < Interim.Count; i++)
        {
            Interim[i].Raw.Span.CopyTo(rest);
            rest = rest[Interim[i].Raw.Length..];
        }

        Response?.Raw.Span.CopyTo(rest);
        return all;
    }
}
