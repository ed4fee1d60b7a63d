using ScaleProxy.Archive;
using ScaleProxy.Cli.Recording;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Learn;

/// <summary>Learns from exchanges, and says what of each is to be stored. Not for use by several threads at once.</summary>
internal sealed class ExchangeLearner
{
    private const int MaxUsersRemembered = 1024;

    private readonly LearnLog _log;
    private readonly Learner _learner;
    private readonly ProfileLedger _ledger;
    private readonly HashSet<ScaleUser> _users;

    /// <summary>Begins with what the archive knows.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="log">Who is told of what was not understood.</param>
    public ExchangeLearner(ScaleArchive archive, LearnLog log)
    {
        _log = log;
        _users = [.. archive.Users()];
        IReadOnlyList<Profile> known = archive.Profiles();
        _learner = new Learner(known);
        _ledger = new ProfileLedger(known);
    }

    /// <summary>What there is to store.</summary>
    /// <param name="Entry">For the archive.</param>
    /// <param name="Profile">What is known of the scale by now; null where it does not show which one it is.</param>
    /// <param name="EndsSession">The scale ended its session: that conversation is over.</param>
    public readonly record struct Lesson(ArchiveEntry Entry, Profile? Profile, bool EndsSession);

    /// <summary>What was learned from an exchange, whoever records it.</summary>
    /// <param name="Sighting">What it told.</param>
    /// <param name="Profile">What is known of the scale by now; null where it does not show which one it is.</param>
    /// <param name="Changed">What of that is to be stored now; null for nothing.</param>
    /// <param name="Users">People whom the archive does not know.</param>
    public readonly record struct Studied(Sighting Sighting, Profile? Profile, Profile? Changed, IReadOnlyList<ScaleUser> Users);

    /// <summary>Learns from an exchange that somebody else records.</summary>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="all">Also what can wait for the end of the conversation is to be stored now.</param>
    public Studied Study(string client, Exchange exchange, bool all)
    {
        Sighting sighting = Observe(client, exchange);
        Profile? profile = sighting.Mac is { } mac ? _learner.Find(mac) : null;
        return new Studied(
            sighting,
            profile,
            profile is null ? null : _ledger.TakeNews(profile, all || sighting.Kind == RequestKind.SessionDelete || IsToBeAssigned(sighting)),
            NewUsers(sighting.Users) ?? (IReadOnlyList<ScaleUser>)[]);
    }

    /// <summary>Learns from an exchange.</summary>
    /// <param name="connection">The connection it passed on.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="position">Its place in the journal; null for none.</param>
    public Lesson Learn(RecordedConnection connection, Exchange exchange, JournalPosition? position)
    {
        (Sighting sighting, Profile? profile, Profile? changed, IReadOnlyList<ScaleUser> users) = Study(connection.Client, exchange, all: false);
        bool over = sighting.Kind == RequestKind.SessionDelete;
        var entry = new ArchiveEntry
        {
            Recording = connection.Recordings.At(exchange.StartedAt, sighting.Mac),
            Exchanges = [new RecordedExchange(exchange.Request.Raw, exchange.RawReplies(), exchange.StartedAt)],
            EndsRecording = over,
            Measurements = SightedMeasurements.Of(sighting, MeasurementSource.Learn, exchange.CompletedAt),
            Profile = changed,
            Users = users,
            Journaled = position,
        };
        return new Lesson(entry, profile, over);
    }

    /// <summary>Looks at an exchange that is archived, for what follows on it.</summary>
    public void Recall(RecordedConnection connection, Exchange exchange) => Observe(connection.Client, exchange);

    /// <summary>A connection is over, in the middle of a conversation.</summary>
    /// <param name="recording">The recording of that.</param>
    public Lesson LearnEnd(RecordingHandle recording)
    {
        Profile? profile = recording.Mac is { } mac ? _learner.Find(mac) : null;
        var entry = new ArchiveEntry
        {
            Recording = recording,
            EndsRecording = true,
            Profile = profile is null ? null : _ledger.TakeNews(profile, all: true),
        };
        return new Lesson(entry, profile, EndsSession: false);
    }

    /// <summary>What waited for the end of a conversation, and has not been stored with one.</summary>
    public IEnumerable<ArchiveEntry> Rest() =>
        _learner.Profiles.Select(profile => _ledger.TakeNews(profile, all: true)).OfType<Profile>().Select(news => new ArchiveEntry { Profile = news });

    /// <summary>Something of a lesson could not be stored: it is given out again with the next.</summary>
    /// <param name="profile">The lesson's.</param>
    public void NotStored(Profile? profile)
    {
        _users.Clear();
        if (profile is not null)
        {
            _ledger.Forget(profile.Mac);
        }
    }

    private Sighting Observe(string client, Exchange exchange)
    {
        Sighting sighting;
        try
        {
            sighting = _learner.Observe(client, exchange);
        }
#pragma warning disable CA1031 // The exchange is kept all the same: raw, it can be learned from later. The fault is logged whole.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            _log.Fault(client, bug);
            return new Sighting { Kind = string.Empty };
        }

        if (sighting.Problem is { } problem)
        {
            _log.NotUnderstood(sighting.Kind, problem);
        }

        return sighting;
    }

    // Whose a measurement is is found out among the people that the scale was told of last.
    private static bool IsToBeAssigned(Sighting sighting)
    {
        for (int i = 0; i < sighting.Measurements.Count; i++)
        {
            if (sighting.Measurements[i].OnlyUserId is null)
            {
                return true;
            }
        }

        return false;
    }

    // The vendor names everybody in each session; the archive is told of those it does not know.
    private List<ScaleUser>? NewUsers(IReadOnlyList<ScaleUser> users)
    {
        List<ScaleUser>? news = null;
        for (int i = 0; i < users.Count; i++)
        {
            if (_users.Count >= MaxUsersRemembered)
            {
                _users.Clear();
            }

            if (_users.Add(users[i]))
            {
                (news ??= []).Add(users[i]);
            }
        }

        return news;
    }
}
