using ScaleProxy.Archive;
using ScaleProxy.Capture;
using ScaleProxy.Capture.History;
using ScaleProxy.Cli.Recording;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Import;

/// <summary>
/// Takes conversations out of captures into the archive: the learner sees every exchange, and each connection becomes a
/// recording with the measurements in it. What exports tell of is handed on.
/// </summary>
internal sealed class CaptureImporter : ICaptureObserver
{
    // A connection that goes on for days becomes several recordings, cut at the same places each time it is imported.
    private const int MaxExchangesOfRecording = 256;
    private const long MaxBytesOfRecording = 1024 * 1024;

    // The outcomes of so many entries may be still to come. It is the archive that says how much of the entries themselves it holds.
    private const int MaxUnderWay = 16 * 1024;

    private readonly ScaleArchive _archive;
    private readonly HistoryImporter _history;
    private readonly Learner _learner;
    private readonly Dictionary<CapturedConnection, Part> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(Task<EntryOutcome> Written, RecordingHandle? Recording)> _underWay = new();
    private readonly Dictionary<long, Model.Scale.ScaleUser> _users = [];

    private int _stored;
    private int _duplicates;

    /// <summary>Begins with what the archive knows.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="history">Takes what exports tell of.</param>
    public CaptureImporter(ScaleArchive archive, HistoryImporter history)
    {
        _archive = archive;
        _history = history;
        _learner = new Learner(archive.Profiles());
    }

    /// <summary>The scales seen, in the order they were.</summary>
    public List<string> Devices { get; } = [];

    /// <summary>Whose the measurements of exports are that do not say; null where there were none.</summary>
    public HistoryOwner? Owner => _history.Owner;

    /// <summary>Measurements that are new in the archive.</summary>
    public int Stored => _stored + _history.Stored;

    /// <summary>Measurements that were there already.</summary>
    public int Duplicates => _duplicates + _history.Duplicates;

    /// <summary>Recordings that are new in the archive.</summary>
    public int NewRecordings { get; private set; }

    /// <summary>Things that could not be made out, each once.</summary>
    public SortedSet<string> Problems { get; } = new(StringComparer.Ordinal);

    /// <summary>What is known of a scale by now.</summary>
    public Profile? ProfileOf(string mac) => _learner.Find(mac);

    /// <inheritdoc/>
    public void OnExchange(CapturedConnection connection, Exchange exchange)
    {
        Sighting sighting = _learner.Observe(connection.Client, exchange);
        if (!_open.TryGetValue(connection, out Part? part))
        {
            _open[connection] = part = new Part();
        }

        part.Add(sighting, exchange);
        Note(sighting);
        if (part.Exchanges.Count >= MaxExchangesOfRecording || part.Bytes >= MaxBytesOfRecording)
        {
            OnClosed(connection);
        }
    }

    /// <inheritdoc/>
    public void OnClosed(CapturedConnection connection)
    {
        if (_open.Remove(connection, out Part? part))
        {
            Write(connection, part);
        }
    }

    /// <inheritdoc/>
    public void OnHistory(HistoryRow row) => _history.Take(row);

    /// <summary>Puts everything on disk that was found up to now, what was learned last.</summary>
    public async Task CompleteAsync()
    {
        await _history.CompleteAsync();
        foreach (CapturedConnection connection in _open.Keys.ToList())
        {
            OnClosed(connection);
        }

        foreach (Profile profile in _learner.TakeChanged())
        {
            HandOn(new ArchiveEntry { Profile = profile }, null);
        }

        if (_underWay.Count > 0 || _users.Count > 0)
        {
            // The last one: those before it need not wait for more.
            var users = new ArchiveEntry { Users = [.. _users.Values] };
            _users.Clear();
            await _archive.WriteAsync(users, CancellationToken.None);
        }

        while (_underWay.TryDequeue(out (Task<EntryOutcome> Written, RecordingHandle? Recording) oldest))
        {
            Count(await oldest.Written, oldest.Recording);
        }
    }

    private void Note(Sighting sighting)
    {
        if (sighting.Mac is { } mac && !Devices.Contains(mac))
        {
            Devices.Add(mac);
        }

        foreach (Model.Scale.ScaleUser user in sighting.Users)
        {
            _users[user.Id] = user;
        }

        if (sighting.Problem is { } problem)
        {
            Problems.Add($"{sighting.Kind}: {problem}");
        }
    }

    private void Write(CapturedConnection connection, Part part)
    {
        var recording = new RecordingHandle(connection.Client, connection.Server, part.StartedAt, "import")
        {
            Mac = part.Mac,
            Fingerprint = RecordingFingerprint.Of(part.Exchanges),
        };
        var entry = new ArchiveEntry
        {
            Recording = recording,
            Exchanges = part.Exchanges,
            Measurements = part.Measurements,
            // Whose they are is found out among the people that the scale was told of.
            Profile = part.IsToBeAssigned && part.Mac is { } mac ? _learner.Find(mac) : null,
        };
        HandOn(entry, recording);
    }

    private void HandOn(ArchiveEntry entry, RecordingHandle? recording)
    {
        _underWay.Enqueue((_archive.Queue(entry), recording));

        // They are written in their order.
        while (_underWay.TryPeek(out (Task<EntryOutcome> Written, RecordingHandle? Recording) next) && (next.Written.IsCompleted || _underWay.Count > MaxUnderWay))
        {
            (Task<EntryOutcome> written, RecordingHandle? oldest) = _underWay.Dequeue();
            Count(written.GetAwaiter().GetResult(), oldest);
        }
    }

    private void Count(EntryOutcome outcome, RecordingHandle? recording)
    {
        _stored += outcome.Stored;
        _duplicates += outcome.Duplicates;
        NewRecordings += recording is null or { AlreadyArchived: true } ? 0 : 1;
    }

    // What one recording will hold.
    private sealed class Part
    {
        public List<RecordedExchange> Exchanges { get; } = [];

        public List<ArchivedMeasurement> Measurements { get; } = [];

        public string? Mac { get; private set; }

        public bool IsToBeAssigned { get; private set; }

        public long Bytes { get; private set; }

        public DateTimeOffset StartedAt => Exchanges[0].StartedAt;

        public void Add(Sighting sighting, Exchange exchange)
        {
            ReadOnlyMemory<byte> response = exchange.RawReplies();
            Exchanges.Add(new RecordedExchange(exchange.Request.Raw, response, exchange.StartedAt));
            Bytes += exchange.Request.Raw.Length + response.Length;
            Mac ??= sighting.Mac;
            DateTimeOffset receivedAt = exchange.CompletedAt > DateTimeOffset.UnixEpoch ? exchange.CompletedAt : TimeProvider.System.GetUtcNow();
            foreach (Model.Scale.Measurement measurement in sighting.Measurements)
            {
                IsToBeAssigned |= measurement.OnlyUserId is null;
            }

            Measurements.AddRange(SightedMeasurements.Of(sighting, MeasurementSource.Import, receivedAt));
        }
    }
}
