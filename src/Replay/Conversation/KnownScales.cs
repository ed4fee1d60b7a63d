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

    public ScaleAnswers? Find(string mac) => Current().Answers.GetValueOrDefault(mac);

    /// <summary>The scale to answer in the manner of, where the one at hand is unknown: the one last seen.</summary>
    public ScaleAnswers? Any() => Current().LastSeen;

    /// <summary>Notes which scale speaks from an address.</summary>
    public void SpokeFrom(IPAddress address, string mac) => _lastFrom.Set(address, mac);

    /// <summary>
    /// Which scale to take a request for that does not say: the one that spoke from there last, else the only one known;
    /// where it may be several, one without a known secret, as that one needs its learned token.
    /// </summary>
    public ScaleAnswers? Guess(IPAddress address)
    {
        Shelf shelf = Current();
        return _lastFrom.TryGet(address, out string? mac) && shelf.Answers.TryGetValue(mac, out ScaleAnswers? last) ? last : shelf.Likeliest;
    }

    // Taken up anew when a profile was learned, or a person edited, meanwhile.
    private Shelf Current()
    {
        (IReadOnlyList<Profile> profiles, KnownPeople people) = keeper.Known();
        Shelf shelf = _shelf;
        return shelf.IsOf(profiles, people) ? shelf : TakeUp(profiles, people);
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

    // Replaced whole when the profiles or the people change. What is asked with each request is worked out once.
    private sealed class Shelf
    {
        private readonly IReadOnlyList<Profile> _profiles;

        public Shelf(IReadOnlyList<Profile> profiles, KnownPeople people, Dictionary<string, ScaleAnswers> answers)
        {
            _profiles = profiles;
            People = people;
            Answers = answers;
            foreach (ScaleAnswers scale in answers.Values)
            {
                LastSeen = LastSeen is null || scale.Profile.LastSeen > LastSeen.Profile.LastSeen ? scale : LastSeen;
                Likeliest = IsLikelier(scale, Likeliest) ? scale : Likeliest;
            }
        }

        public KnownPeople People { get; }

        public Dictionary<string, ScaleAnswers> Answers { get; }

        public ScaleAnswers? LastSeen { get; }

        public ScaleAnswers? Likeliest { get; }

        public bool IsOf(IReadOnlyList<Profile> profiles, KnownPeople people) => ReferenceEquals(_profiles, profiles) && ReferenceEquals(People, people);

        private static bool IsLikelier(ScaleAnswers scale, ScaleAnswers? than)
        {
            bool needsLearned = scale.Profile.Secret is null;
            return than is null
                || (needsLearned && than.Profile.Secret is not null)
                || (needsLearned == (than.Profile.Secret is null) && scale.Profile.LastSeen > than.Profile.LastSeen);
        }
    }
}
