using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Serve;

/// <summary>Whose weights a scale is told, and by which of their numbers.</summary>
internal sealed class ScaleRoster
{
    private readonly IReadOnlyList<RosterEntry> _entries;
    private readonly bool _isOneNumberEach;

    /// <summary>Looks the people of a scale up.</summary>
    /// <param name="profile">The scale.</param>
    /// <param name="people">Everybody known.</param>
    public ScaleRoster(Profile profile, KnownPeople people)
    {
        LearnedReply? reply = profile.Replies.FirstOrDefault(reply => reply is { Kind: RequestKind.SessionNew, Status: JsonStatus.Ok });
        _entries = reply is null ? [] : Roster.Of(ReplyFields.PeopleOf(reply.Message().Body.Span), people);
        _isOneNumberEach = _entries.All(entry => entry.UserIds is [var id] && id == entry.UserId);
        UserIds = [.. _entries.SelectMany(entry => entry.UserIds)];
    }

    /// <summary>Every number that means one of them.</summary>
    public long[] UserIds { get; }

    /// <summary>Of each person the newest weight by any of their numbers, under the number that the scale is told.</summary>
    /// <param name="weights">The newest weight of each number.</param>
    public IReadOnlyList<LastWeight> Told(IReadOnlyList<LastWeight> weights)
    {
        if (_isOneNumberEach)
        {
            return weights;
        }

        var told = new List<LastWeight>(_entries.Count);
        foreach (RosterEntry entry in _entries)
        {
            LastWeight? newest = null;
            foreach (LastWeight weight in weights)
            {
                if (entry.UserIds.Contains(weight.UserId) && !(newest?.TakenAt >= weight.TakenAt))
                {
                    newest = weight with { UserId = entry.UserId };
                }
            }

            if (newest is { } last)
            {
                told.Add(last);
            }
        }

        return told;
    }
}
