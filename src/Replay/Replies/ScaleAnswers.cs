using System.Collections.Concurrent;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Replies;

/// <summary>Everything that one scale can be answered, made of its profile.</summary>
internal sealed class ScaleAnswers
{
    private readonly Dictionary<string, ReplyTemplate> _learned = new(StringComparer.Ordinal);
    private readonly Dictionary<LearnedReply, WireMessage> _messages = [];
    private readonly ConcurrentDictionary<int, ReplyTemplate> _byStatus = new();
    private readonly List<string> _notes = [];

    /// <summary>Takes a profile's replies apart.</summary>
    /// <param name="profile">What was learned of the scale.</param>
    /// <param name="people">Everybody known.</param>
    public ScaleAnswers(Profile profile, KnownPeople people)
    {
        Profile = profile;
        foreach (LearnedReply reply in profile.Replies)
        {
            _messages[reply] = reply.Message();
        }

        foreach (LearnedReply reply in profile.Replies)
        {
            if (reply == Preferred(reply.Kind))
            {
                _learned[reply.Kind] = new ReplyTemplate(reply.Kind, _messages[reply], null, people, _notes);
            }
        }
    }

    public Profile Profile { get; }

    /// <summary>What is not sent as it was learned for the scale's sake, a line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The learned reply to that kind of request; null where none was learned.</summary>
    public ReplyTemplate? Learned(string kind) => _learned.GetValueOrDefault(kind);

    /// <summary>A reply that says nothing but a JSON status, in the vendor's manner.</summary>
    public ReplyTemplate Status(int status) => _byStatus.GetOrAdd(status, MakeStatus);

    // 0 is what the scale hopes for; of the others (205: not associated yet) the newest. What the vendor refused at some
    // moment (501: that session was over) is no answer to give for ever.
    private LearnedReply? Preferred(string kind)
    {
        LearnedReply? preferred = null;
        foreach (LearnedReply reply in Profile.Replies)
        {
            if (reply.Kind == kind && IsAnswer(reply)
                && (preferred is null || reply.Status == JsonStatus.Ok || (preferred.Status != JsonStatus.Ok && reply.SeenAt > preferred.SeenAt)))
            {
                preferred = reply;
            }
        }

        return preferred;
    }

    // Statuses that a scale goes on after; a body without one is the vendor's own affair.
    private static bool IsAnswer(LearnedReply reply) =>
        reply.Status is null or JsonStatus.Ok or JsonStatus.AssociationPending or JsonStatus.NotYetAssociated
        && (reply.Kind != RequestKind.SessionNew || reply.Status == JsonStatus.Ok);

    // A whole reply with that very body where one was learned; else the head of a reply that scales are known to take:
    // chunked, as all of the vendor's are but the one to once, and with the connection left open.
    private ReplyTemplate MakeStatus(int status)
    {
        byte[] body = ReplyTrim.Status(status);
        WireMessage? head = null;
        int best = -1;
        foreach (LearnedReply reply in Profile.Replies)
        {
            WireMessage message = _messages[reply];
            int score = (message.Body.Span.SequenceEqual(body) ? 8 : 0) + (message.Framing == Framing.Chunked ? 4 : 0) + (message.KeepsAlive ? 2 : 0) + (reply.Kind == RequestKind.SessionDelete ? 1 : 0);
            if (score > best)
            {
                best = score;
                head = message;
            }
        }

        return head is null
            ? throw new InvalidOperationException($"nothing was learned of {Profile.Mac}, so there is no head to answer it with")
            : new ReplyTemplate(string.Empty, head, body, KnownPeople.Nobody, []);
    }
}
