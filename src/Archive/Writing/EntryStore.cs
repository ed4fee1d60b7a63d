using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Outbox;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores entries in the transaction that is open, with statements prepared once for the life of the writer.</summary>
internal sealed class EntryStore : IDisposable
{
    private readonly RecordingStore _recordings;
    private readonly SessionStore _sessions;
    private readonly MeasurementStore _measurements;
    private readonly ProfileStore _profiles;
    private readonly PersonStore _people;
    private readonly AssignmentStore _assignments;
    private readonly RevisionStore _revision;
    private readonly OnceStore _onces;
    private readonly JournalPositionStore _journals;
    private readonly OutboxStore _outbox;
    private readonly DeletionStore _deletions;
    private readonly ForgottenScaleStore _forgotten;
    private readonly FeedStore _feeds;

    /// <summary>Prepares the statements.</summary>
    /// <param name="database">The connection that writes.</param>
    public EntryStore(Database database)
    {
        _recordings = new RecordingStore(database);
        _sessions = new SessionStore(database);
        _assignments = new AssignmentStore(database);
        _measurements = new MeasurementStore(database, _assignments);
        _revision = new RevisionStore(database);
        _profiles = new ProfileStore(database, _revision);
        _people = new PersonStore(database);
        _onces = new OnceStore(database);
        _journals = new JournalPositionStore(database);
        _outbox = new OutboxStore(database);
        _deletions = new DeletionStore(database);
        _forgotten = new ForgottenScaleStore(database, _revision);
        _feeds = new FeedStore(database);
    }

    /// <summary>Stores one entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="fingerprints">Of each of its measurements the <see cref="MeasurementFingerprint"/>.</param>
    /// <exception cref="ArchiveException">It cannot be stored; the transaction is to be rolled back.</exception>
    public EntryOutcome Store(ArchiveEntry entry, byte[][] fingerprints)
    {
        if (entry.Forgotten is { } forgotten)
        {
            _forgotten.Store(forgotten);
        }

        long? recording = entry.FoundIn;
        if (entry.Recording is { } handle && !EndsWhatNeverBegan(entry, handle))
        {
            recording = _recordings.Store(handle, entry.Exchanges);
            QueueExchanges(entry, handle);
            if (entry.EndsRecording)
            {
                _recordings.End(recording.Value);
            }
        }

        for (int i = 0; i < entry.CutOffRecordings.Count; i++)
        {
            _recordings.End(entry.CutOffRecordings[i]);
        }

        if (entry.Profile is { } profile)
        {
            _profiles.Store(profile);
        }

        if (entry.Users.Count > 0)
        {
            _profiles.Store(entry.Users);
        }

        long? person = StorePeople(entry);
        if (entry.OpenedSession is { } session)
        {
            _sessions.Open(session);
        }

        if (entry.Contact is { } contact)
        {
            _sessions.Note(contact);
        }

        if (entry.GivenOnce is { } given)
        {
            _onces.Add(given);
        }

        bool onceUsed = entry.UsedOnce is { } used && _onces.TryUse(used);
        int stored = 0;
        for (int i = 0; i < entry.Measurements.Count; i++)
        {
            ArchivedMeasurement measurement = entry.Measurements[i];
            long? id = _measurements.Store(measurement, fingerprints[i], recording);
            stored += id is null ? 0 : 1;
            if (entry.Forward is { } state && (id ?? (state == OutboxState.Sent ? _measurements.Find(measurement.Measurement, fingerprints[i]) : null)) is { } row)
            {
                _outbox.Add(row, measurement.Measurement.Mac, state, measurement.ReceivedAt);
            }
        }

        int outboxChanged = 0;
        for (int i = 0; i < entry.OutboxChanges.Count; i++)
        {
            outboxChanged += _outbox.Store(entry.OutboxChanges[i]);
        }

        if (entry.ClosedSession is { } close)
        {
            _sessions.Close(close);
        }

        if (entry.Journaled is { } journaled)
        {
            _journals.Reach(journaled);
        }

        if (entry.EndedJournal is { } ended)
        {
            _journals.Forget(ended);
        }

        bool reassigned = entry.Reassignment is { } reassignment && _assignments.Override(reassignment);
        bool deleted = entry.Deletion is { } deletion && _deletions.Store(deletion);
        bool feedNoted = entry.FeedNote is { } note && _feeds.Store(note);
        return new EntryOutcome(stored, entry.Measurements.Count - stored, onceUsed, person, reassigned, outboxChanged, deleted, feedNoted);
    }

    /// <summary>Every entry of the transaction was stored: what is stored once for all of them follows.</summary>
    /// <exception cref="ArchiveException">As for <see cref="Store"/>.</exception>
    public void StoreRest() => _journals.StoreReached();

    /// <summary>The transaction was committed.</summary>
    public void Committed() => _recordings.Committed();

    /// <summary>The transaction was rolled back: what was stored in it was not.</summary>
    /// <param name="inDoubt">It may have been committed all the same.</param>
    public void RolledBack(bool inDoubt)
    {
        _recordings.RolledBack(inDoubt);
        _journals.RolledBack();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recordings.Dispose();
        _sessions.Dispose();
        _measurements.Dispose();
        _profiles.Dispose();
        _people.Dispose();
        _assignments.Dispose();
        _revision.Dispose();
        _onces.Dispose();
        _journals.Dispose();
        _outbox.Dispose();
        _feeds.Dispose();
    }

    // Gives the number of the person stored.
    private long? StorePeople(ArchiveEntry entry)
    {
        if (entry.Person is not { } person)
        {
            return null;
        }

        long id = _people.Store(person);
        if (entry.MergedPersonId is { } merged)
        {
            _people.Forget(merged);
        }

        _revision.Count();
        return id;
    }

    // They are the last ones of the recording now.
    private void QueueExchanges(ArchiveEntry entry, RecordingHandle recording)
    {
        RecordingRow row = recording.Row;
        for (int i = 0; i < entry.ForwardedExchanges.Count && !row.AlreadyArchived; i++)
        {
            int place = entry.ForwardedExchanges[i];
            _outbox.QueueExchange(ExchangeId.Of(row.Id, row.Exchanges - entry.Exchanges.Count + place), recording.Mac!, entry.Exchanges[place].StartedAt);
        }
    }

    // Nothing of the recording could be stored: an empty one is of no use to anybody.
    private static bool EndsWhatNeverBegan(ArchiveEntry entry, RecordingHandle recording) =>
        entry.EndsRecording && entry.Exchanges.Count == 0 && recording.Row.Id == 0;
}
