using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores entries in the transaction that is open, with statements prepared once for the life of the writer.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class EntryStore(Database database) : IDisposable
{
    private readonly RecordingStore _recordings = new(database);
    private readonly SessionStore _sessions = new(database);
    private readonly MeasurementStore _measurements = new(database);
    private readonly ProfileStore _profiles = new(database);
    private readonly OnceStore _onces = new(database);
    private readonly JournalPositionStore _journals = new(database);

    /// <summary>Stores one entry.</summary>
    /// <exception cref="ArchiveException">It cannot be stored; the transaction is to be rolled back.</exception>
    public EntryOutcome Store(ArchiveEntry entry)
    {
        long? recording = null;
        if (entry.Recording is { } handle && !EndsWhatNeverBegan(entry, handle))
        {
            recording = _recordings.Store(handle, entry.Exchanges);
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
            stored += _measurements.Store(entry.Measurements[i], recording) ? 1 : 0;
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

        return new EntryOutcome(stored, entry.Measurements.Count - stored, onceUsed);
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
        _onces.Dispose();
        _journals.Dispose();
    }

    // Nothing of the recording could be stored: an empty one is of no use to anybody.
    private static bool EndsWhatNeverBegan(ArchiveEntry entry, RecordingHandle recording) =>
        entry.EndsRecording && entry.Exchanges.Count == 0 && recording.Row.Id == 0;
}
