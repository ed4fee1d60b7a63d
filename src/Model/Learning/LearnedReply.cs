using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// A whole reply of the vendor, to the byte, for one kind of request and one JSON status. What must be fresh when it is
/// given again is renewed by rule; head and body stay together.
/// </summary>
/// <param name="Kind">The kind of request it answers, for example <c>session new</c>.</param>
/// <param name="Status">The JSON <c>status</c> in it; null where its body has none.</param>
/// <param name="Raw">Head, framing and body as they were on the wire.</param>
/// <param name="SeenAt">When the vendor gave it: of two, the newer one wins.</param>
public sealed record LearnedReply(string Kind, int? Status, ReadOnlyMemory<byte> Raw, DateTimeOffset SeenAt)
{
    /// <summary>Says what it answers, and nothing of its tokens and people.</summary>
    public override string ToString() => $"reply to '{Kind}'";

    /// <summary>The reply taken apart: its header list, framing and body.</summary>
    /// <exception cref="InvalidDataException">The bytes are no whole reply: the archive they came from was damaged.</exception>
    public WireMessage Message()
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Tolerant);
        reader.Feed(Raw.Span);
        reader.End();
        return reader.TryRead(out WireMessage? message) && !message.Truncated
            ? message
            : throw new InvalidDataException($"the learned reply to '{Kind}' is not a whole HTTP reply; import its capture again");
    }
}
