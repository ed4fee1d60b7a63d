using ScaleProxy.Model.Wire;

namespace ScaleProxy.Archive;

/// <summary>A recorded exchange, read again from its bytes.</summary>
/// <param name="Request">The request; null where it was no HTTP.</param>
/// <param name="Response">The final reply; null where there was none.</param>
public sealed record ReadExchange(WireMessage? Request, WireMessage? Response)
{
    /// <summary>The exchange as it is learned from, without interim replies; null where the request was no HTTP.</summary>
    /// <param name="startedAt">When the request began; when the reply was whole is not recorded, and taken for the same.</param>
    public Exchange? ToExchange(DateTimeOffset startedAt) =>
        Request is null ? null : new Exchange(Request, [], Response is { IsInterim: false } ? Response : null, startedAt, startedAt);

    /// <summary>Reads it.</summary>
    public static ReadExchange From(RecordedExchange recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var request = new WireReader(MessageKind.Request, Strictness.Tolerant);
        request.Feed(recorded.Request.Span);
        request.End();
        request.TryRead(out WireMessage? asked);

        var response = new WireReader(MessageKind.Response, Strictness.Tolerant) { ReplyToHead = asked?.Method.SequenceEqual("HEAD"u8) == true };
        response.Feed(recorded.Response.Span);
        response.End();
        WireMessage? answered = null;
        while (response.TryRead(out WireMessage? message))
        {
            answered = message.IsInterim ? answered : message;
        }

        return new ReadExchange(asked, answered);
    }
}
