using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Rehearsing;

namespace ScaleProxy.Cli.Verify;

/// <summary>
/// Asks each learned request again, and compares. Of our own replies every difference needs a rule. The vendor's differ from
/// machine to machine in what their header lines say, so of those only what is new in them counts; see <see cref="ReplyComparison.IsDrift"/>.
/// </summary>
/// <param name="profile">The scale.</param>
/// <param name="againstVendor">The vendor is asked, in place of our own responder.</param>
internal sealed class Verification(Profile profile, bool againstVendor)
{
    /// <summary>Asks.</summary>
    /// <param name="requests">What to ask, in the order of a conversation.</param>
    /// <param name="ask">Answers a request.</param>
    public async Task<IReadOnlyList<VerifiedReply>> RunAsync(IReadOnlyList<ScaleRequest> requests, Func<WireMessage, ValueTask<WireMessage>> ask)
    {
        var conversation = new Reenactment(profile, ask);
        var verified = new List<VerifiedReply>();
        foreach (ScaleRequest request in requests.Where(request => MayAsk(request.Kind)))
        {
            verified.Add(await conversation.AskAgainAsync(request) is { } now
                ? Compare(request.Kind, now)
                : new VerifiedReply(request.Kind, null, "cannot be asked: the session before it could not be had", []));
        }

        foreach (string kind in profile.Replies.Select(reply => reply.Kind).Distinct().Where(kind => MayAsk(kind) && !requests.Any(request => request.Kind == kind)))
        {
            verified.Add(new VerifiedReply(kind, null, "not asked: none is among the scale's recordings", []));
        }

        return verified;
    }

    // A weight, or an upload, that is asked with again would be stored there again.
    private bool MayAsk(string kind) => !againstVendor || RequestKind.IsOnce(kind) || kind is RequestKind.SessionNew or RequestKind.SessionDelete;

    private VerifiedReply Compare(string kind, WireMessage now)
    {
        int? status = ReplyFields.StatusOf(now.Body.Span);
        LearnedReply learned = profile.Replies.Where(reply => reply.Kind == kind).OrderByDescending(reply => reply.Status == status).ThenByDescending(reply => reply.SeenAt).First();
        IReadOnlyList<FieldDifference> differences = ReplyComparison.Compare(learned.Message(), now);
        return new VerifiedReply(kind, differences, null, [.. differences.Where(difference => againstVendor ? ReplyComparison.IsDrift(kind, difference) : difference.Rule is null)]);
    }
}
