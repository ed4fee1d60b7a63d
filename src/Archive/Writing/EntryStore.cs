using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Outbox;

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
    private readonly OutboxStore _outbox = new(database);

    /// <summary>Stores one entry.</summary>
    /// <exception cref="ArchiveException">It cannot be stored; the transaction is to be rolled back.</exception>
    public EntryOutcome Store(ArchiveEntry entry)
    {
        long? recording = null;
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
            long? id = _measurements.Store(measurement, recording);
            stored += id is null ? 0 : 1;
            if (entry.Forward is { } state && (id ?? (state == OutboxState.Sent ? _measurements.Find(measurement.Measurement) : null)) is { } row)
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

        return new EntryOutcome(stored, entry.Measurements.Count - stored, onceUsed, outboxChanged);
    }

    /// <summary>The transaction was committed.</summary>
    public void Committed() => _recordings.Committed();

    /// <summary>The transaction was rolled back: what was stored in it was not.</summary>
    /// <param name="inDoubt">It may have been committed all the same.</param>
    public void RolledBack(bool inDoubt) => _recordings.RolledBack(inDoubt);

    /// <inheritdoc/>
    public void Dispose()
    {
        _recordings.Dispose();
        _sessions.Dispose();
        _measurements.Dispose();
        _profiles.Dispose();
        _onces.Dispose();
        _outbox.Dispose();
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
