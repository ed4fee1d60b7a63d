using ScaleProxy.Archive;
using ScaleProxy.Cli.Forward;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Web.Events;

namespace ScaleProxy.Cli.Serve;

/// <summary>Joins the responder and the archive, which do not know each other.</summary>
/// <param name="archive">The archive.</param>
/// <param name="clock">The time.</param>
/// <param name="forwarded">What of it goes on to the vendor; null for nothing.</param>
/// <param name="learner">Learns from what the vendor answers; null where requests are not handed on to it.</param>
/// <param name="wire">Is told of each exchange; null where there is no page.</param>
internal sealed class ArchiveKeeper(ScaleArchive archive, TimeProvider clock, ForwardedTurns? forwarded = null, RelayLearner? learner = null, WireEvents? wire = null) : IScaleKeeper
{
    // How old what is known of the archive may be: so much later what was imported beside us is taken up.
    private static readonly TimeSpan s_holdFor = TimeSpan.FromMilliseconds(100);

    // How long an archive that could not be read is left alone: a server that lets each request wait would let the scale
    // wait longer than it does.
    private static readonly TimeSpan s_leaveAloneFor = TimeSpan.FromSeconds(30);

    // What another process archives is seen by this one's next session, where there may be another process.
    private readonly NewestWeights _weights = new(clock, archive.IsShared ? TimeSpan.Zero : s_holdFor);
    private readonly Lock _lock = new();
    private Shelf? _shelf;

    // Replaced whole; a thread sees the old one or the new one.
    private sealed record Shelf(IReadOnlyList<Profile> Profiles, KnownPeople People, IReadOnlyDictionary<Profile, ScaleRoster> Rosters, long Revision, long CheckedAt, TimeSpan HeldFor);

    /// <inheritdoc/>
    public ISharedOnces? SharedOnces { get; } = archive.IsShared ? new ArchivedOnces(archive, clock) : null;

    /// <inheritdoc/>
    public (IReadOnlyList<Profile> Profiles, KnownPeople People) Known()
    {
        Shelf shelf = Current();
        return (shelf.Profiles, shelf.People);
    }

    /// <inheritdoc/>
    public ScaleSession? FindSession(string id) => Read(
        id,
        static (archive, id) => archive.TryFindSession(id, out ScaleSession? session) && session.ClosedAt is null ? session : null);

    /// <inheritdoc/>
    public IReadOnlyList<LastWeight> LastWeights(Profile profile) =>
        Current().Rosters.TryGetValue(profile, out ScaleRoster? roster) && roster.UserIds.Length > 0
            ? roster.Told(_weights.Of(roster.UserIds, users => Read(users, static (archive, users) => archive.LastWeights(users))))
            : [];

    /// <inheritdoc/>
    public IKeptConnection Begin(string client, string server) =>
        new ArchivedConnection(archive, _weights, forwarded ?? ForwardedTurns.None, client, server, clock, learner, wire);

    private Shelf Current()
    {
        Shelf? shelf = _shelf;
        if (shelf is not null && (clock.GetElapsedTime(shelf.CheckedAt) < shelf.HeldFor || !_lock.TryEnter()))
        {
            return shelf;
        }

        if (shelf is null)
        {
            _lock.Enter();
        }

        try
        {
            shelf = _shelf;
            if (shelf is null || clock.GetElapsedTime(shelf.CheckedAt) >= shelf.HeldFor)
            {
                _shelf = shelf = Read(shelf, (_, before) => Refresh(before));
            }

            return shelf;
        }
        catch (KeepException) when (shelf is not null)
        {
            // While the archive is away, scales are told so in the way they were learned to be told.
            return _shelf = shelf with { CheckedAt = clock.GetTimestamp(), HeldFor = s_leaveAloneFor };
        }
        finally
        {
            _lock.Exit();
        }
    }

    private Shelf Refresh(Shelf? before)
    {
        long now = clock.GetTimestamp();
        long revision = archive.ProfilesRevision();
        if (before is not null && before.Revision == revision)
        {
            return before with { CheckedAt = now, HeldFor = s_holdFor };
        }

        IReadOnlyList<Profile> profiles = archive.Profiles();
        KnownPeople people = archive.People();
        return new Shelf(profiles, people, profiles.ToDictionary(profile => profile, profile => new ScaleRoster(profile, people)), revision, now, s_holdFor);
    }

    // An archive that cannot be read is the owner's to mend, not a fault of ours.
    private T Read<TAsked, T>(TAsked asked, Func<ScaleArchive, TAsked, T> read)
    {
        try
        {
            return read(archive, asked);
        }
        catch (ArchiveException e)
        {
            throw new KeepException(e.Message, e);
        }
    }
}
