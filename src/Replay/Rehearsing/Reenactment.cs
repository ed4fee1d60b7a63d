using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Rehearsing;

/// <summary>
/// Asks what a scale once asked again, in one conversation: each request as it was recorded, with the hash and the session of
/// today in the place of the old ones. Whom it asks, our own responder or the vendor, is its caller's affair.
/// </summary>
/// <param name="profile">The scale.</param>
/// <param name="ask">Answers a request.</param>
public sealed class Reenactment(Profile profile, Func<WireMessage, ValueTask<WireMessage>> ask)
{
    private string? _token;
    private string? _session;

    /// <summary>Asks again. The requests of a conversation must come in its order.</summary>
    /// <param name="recorded">The request as it was recorded.</param>
    /// <returns>Today's reply; null where it cannot be asked, as the conversation has not come so far, or the scale's hash is not known.</returns>
    public async ValueTask<WireMessage?> AskAgainAsync(ScaleRequest recorded)
    {
        if (Renewed(recorded) is not { } request)
        {
            return null;
        }

        WireMessage reply = await ask(request);
        if (RequestKind.IsOnce(recorded.Kind))
        {
            _token = ReplyFields.TextOf(reply.Body.Span, "body.once");
        }
        else if (recorded.Kind == RequestKind.SessionNew)
        {
            _session = ReplyFields.TextOf(reply.Body.Span, "body.sessionid");
        }

        return reply;
    }

    private WireMessage? Renewed(ScaleRequest recorded) =>
        recorded.Kind == RequestKind.SessionNew ? HashNow() is { } hash ? With(recorded, "hash", hash) : null
        : recorded.SessionId is null ? recorded.Message
        : _session is { } session ? With(recorded, "sessionid", session)
        : null;

    // Without the secret, a hash is known for the tokens alone that it was recorded with.
    private string? HashNow() =>
        _token is not { } token ? null
        : profile.Secret is { } secret ? HandshakeHash.Compute(profile.Mac, secret, token)
        : profile.Handshakes.FirstOrDefault(handshake => handshake.Once == token)?.Md5;

    private static WireMessage? With(ScaleRequest recorded, string field, string value) => ScalePost.Again(recorded, field, value)?.ToMessage();
}
