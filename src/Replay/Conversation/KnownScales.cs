using System.Net;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Conversation;

/// <summary>The scales that can be answered, and which of them it may be that asks.</summary>
internal sealed class KnownScales(IScaleKeeper keeper, ServeLog log)
{
    private readonly Lock _lock = new();
    private readonly BoundedMap<IPAddress, string> _lastFrom = new(OnceLedger.MaxAddresses);
    private Shelf _shelf = new([], KnownPeople.Nobody, []);

    // Replaced whole when the profiles or the people change.
    private sealed record Shelf(IReadOnlyList<Profile> From, KnownPeople People, Dictionary<string, ScaleAnswers> Answers)
    {
        public bool IsOf(IReadOnlyList<Profile> profiles, KnownPeople people) => ReferenceEquals(From, profiles) && ReferenceEquals(People, people);
    }

    /// <summary>Every scale that can be answered, by address; taken up anew when a profile was learned, or a person edited, meanwhile.</summary>
    public IReadOnlyDictionary<string, ScaleAnswers> All
    {
        get
        {
            IReadOnlyList<Profile> profiles = keeper.Profiles();
            KnownPeople people = keeper.People();
            Shelf shelf = _shelf;
            return shelf.IsOf(profiles, people) ? shelf.Answers : TakeUp(profiles, people).Answers;
        }
    }

    public ScaleAnswers? Find(string mac) => All.TryGetValue(mac, out ScaleAnswers? answers) ? answers : null;

    /// <summary>The scale to answer in the manner of, where the one at hand is unknown: the one last seen.</summary>
    public ScaleAnswers? Any()
    {
        ScaleAnswers? any = null;
        foreach (ScaleAnswers answers in All.Values)
        {
            any = any is null || answers.Profile.LastSeen > any.Profile.LastSeen ? answers : any;
        }

        return any;
    }

    /// <summary>Notes which scale speaks from an address.</summary>
    public void SpokeFrom(IPAddress address, string mac) => _lastFrom.Set(address, mac);

    /// <summary>
    /// Which scale to take a request for that does not say: the one that spoke from there last, else the only one known;
    /// where it may be several, one without a known secret, as that one needs its learned token.
    /// </summary>
    public ScaleAnswers? Guess(IPAddress address)
    {
        if (_lastFrom.TryGet(address, out string? mac) && Find(mac) is { } last)
        {
            return last;
        }

        ScaleAnswers? guess = null;
        foreach (ScaleAnswers answers in All.Values)
        {
            bool needsLearned = answers.Profile.Secret is null;
            bool better = guess is null
                || (needsLearned && guess.Profile.Secret is not null)
                || (needsLearned == (guess.Profile.Secret is null) && answers.Profile.LastSeen > guess.Profile.LastSeen);
            guess = better ? answers : guess;
        }

        return guess;
    }

    private Shelf TakeUp(IReadOnlyList<Profile> profiles, KnownPeople people)
    {
        lock (_lock)
        {
            if (_shelf.IsOf(profiles, people))
            {
                return _shelf;
            }

            var answers = new Dictionary<string, ScaleAnswers>(StringComparer.Ordinal);
            foreach (Profile profile in profiles)
            {
                if (profile.Replies.Count == 0)
                {
                    continue;
                }

                if (ReferenceEquals(_shelf.People, people) && _shelf.Answers.TryGetValue(profile.Mac, out ScaleAnswers? before) && before.Profile == profile)
                {
                    answers[profile.Mac] = before;
                }
                else if (TryMake(profile, people) is { } made)
                {
                    answers[profile.Mac] = made;
                    log.TookUp(profile.Mac, made.Notes);
                }
            }

            _shelf = new Shelf(profiles, people, answers);
            return _shelf;
        }
    }

    // One damaged profile must not keep the other scales from being answered.
    private ScaleAnswers? TryMake(Profile profile, KnownPeople people)
    {
        try
        {
            return new ScaleAnswers(profile, people);
        }
        catch (InvalidDataException e)
        {
            log.Damaged(profile.Mac, e.Message);
            return null;
        }
    }
}
