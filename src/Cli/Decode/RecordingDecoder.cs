using ScaleProxy.Archive;
using ScaleProxy.Cli.Recording;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Decode;

/// <summary>
/// Reads recordings again, in the order they came into the archive, and stores what they show and the archive lacks. A measurement that
/// is there stays as it is, whomever its owner gave it to. Not for several threads at once.
/// <code>
///   recorded by learn, import ──► the learner       measurements, and the vendor's replies
///   recorded by serve         ──► another learner   measurements, and the secret: the replies there are our own
/// </code>
/// </summary>
internal sealed class RecordingDecoder
{
    // Measurements of one recording that go into one entry.
    private const int MaxBatch = 256;

    // So many entries may be on their way to the disk; the reading waits for the oldest then.
    private const int MaxUnderWay = 64;

    private readonly ScaleArchive _archive;
    private readonly TimeProvider _clock;
    private readonly Learner _learner;
    private readonly Learner _ownReplies = new([]);
    private readonly HashSet<long> _knownPeople;
    private readonly Dictionary<long, ScaleUser> _people = [];
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Queue<Task<EntryOutcome>> _underWay = new();

    /// <summary>Begins with what the archive knows.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="clock">The time, for measurements of recordings that carry none.</param>
    public RecordingDecoder(ScaleArchive archive, TimeProvider clock)
    {
        _archive = archive;
        _clock = clock;
        _learner = new Learner(archive.Profiles());
        _knownPeople = [.. archive.Users().Select(static user => user.Id)];
        Report = new DecodeReport(_learner.Find);
    }

    /// <summary>What was found; whole after <see cref="CompleteAsync"/>.</summary>
    public DecodeReport Report { get; }

    /// <summary>Reads a recording. One that cannot be read is noted in the report; what it shows up to there is kept.</summary>
    /// <param name="recording">The recording; its exchanges are read one by one.</param>
    /// <exception cref="ArchiveException">Something could not be stored.</exception>
    public async Task ReadAsync(StoredRecording recording)
    {
        Report.Recordings++;
        if (!MeasurementSourceText.TryParse(recording.Source, out MeasurementSource source))
        {
            Report.AddUnreadable(recording.Id, $"whoever recorded it is not known here ('{Printable.Of(recording.Source)}'); a newer version may have");
            return;
        }

        var found = new List<ArchivedMeasurement>();
        int place = 0;
        using IEnumerator<RecordedExchange> exchanges = _archive.Exchanges(recording.Id).GetEnumerator();
        while (TryMoveOn(recording, exchanges))
        {
            place++;
            Report.Exchanges++;
            if (ReadExchange.From(exchanges.Current).ToExchange(exchanges.Current.StartedAt) is not { } exchange)
            {
                Report.AddUnreadable(recording.Id, exchanges.Current.Request.IsEmpty ? $"of exchange {place} no request was kept" : $"exchange {place} is no HTTP");
                continue;
            }

            found.AddRange(Measurements(recording, source, exchange));
            if (found.Count >= MaxBatch)
            {
                await StoreAsync(recording, found);
                found = [];
            }
        }

        await StoreAsync(recording, found);
    }

    /// <summary>Puts everything on disk that was found up to now, what was learned last.</summary>
    /// <exception cref="ArchiveException">Something could not be stored.</exception>
    public async Task CompleteAsync()
    {
        while (_underWay.Count > 0)
        {
            await CountOldestAsync();
        }

        NoteChanged();
        foreach (string mac in _changed)
        {
            await _archive.WriteAsync(new ArchiveEntry { Profile = _learner.Find(mac) }, CancellationToken.None);
        }

        _changed.Clear();
        await StoreSecretsAsync();
        if (_people.Count > 0)
        {
            await _archive.WriteAsync(new ArchiveEntry { Users = [.. _people.Values] }, CancellationToken.None);
            _people.Clear();
        }
    }

    // A damaged page of the archive's file is the fault of that recording alone.
    private bool TryMoveOn(StoredRecording recording, IEnumerator<RecordedExchange> exchanges)
    {
        try
        {
            return exchanges.MoveNext();
        }
        catch (ArchiveException e)
        {
            Report.AddUnreadable(recording.Id, e.Message);
            return false;
        }
    }

    private ArchivedMeasurement[] Measurements(StoredRecording recording, MeasurementSource source, Exchange exchange)
    {
        bool ours = source == MeasurementSource.Serve;
        Sighting sighting = (ours ? _ownReplies : _learner).Observe(recording.Client, exchange, recording.Mac);
        if (sighting.Problem is { } problem)
        {
            Report.AddNotUnderstood(recording.Id, sighting.Kind, problem);
        }

        if (ours && sighting.Measurements.Count > 0 && !(sighting.Mac is { } mac && _learner.Find(mac) is not null))
        {
            // As serve did: anybody can say that they are a scale.
            Report.AddNotUnderstood(recording.Id, sighting.Kind, "a measurement of a scale that was never learned");
            return [];
        }

        Note(ours ? [] : sighting.Users);
        return SightedMeasurements.Of(sighting, source, exchange.CompletedAt > DateTimeOffset.UnixEpoch ? exchange.CompletedAt : _clock.GetUtcNow());
    }

    // What people are called is news only where the archive does not know them: an old recording may have an old name.
    private void Note(IReadOnlyList<ScaleUser> users)
    {
        for (int i = 0; i < users.Count; i++)
        {
            if (!_knownPeople.Contains(users[i].Id))
            {
                _people[users[i].Id] = users[i];
            }
        }
    }

    private async Task StoreAsync(StoredRecording recording, List<ArchivedMeasurement> found)
    {
        if (found.Count == 0)
        {
            return;
        }

        while (_underWay.Count >= MaxUnderWay)
        {
            await CountOldestAsync();
        }

        // Whose they are is found out among the people that the scale was told of.
        NoteChanged();
        string? mac = found.Find(static archived => archived.Measurement.OnlyUserId is null)?.Measurement.Mac;
        var entry = new ArchiveEntry
        {
            FoundIn = recording.Id,
            Measurements = found,
            Profile = mac is not null && _changed.Remove(mac) ? _learner.Find(mac) : null,
        };
        _underWay.Enqueue(_archive.WriteAsync(entry, CancellationToken.None).AsTask());
    }

    private void NoteChanged()
    {
        foreach (Profile profile in _learner.TakeChanged())
        {
            _changed.Add(profile.Mac);
            Report.AddLearned(profile.Mac);
        }
    }

    // A scale may have shown its secret to serve before this program could read it there.
    private async Task StoreSecretsAsync()
    {
        foreach (Profile seen in _ownReplies.Profiles)
        {
            if (seen.Secret is { } secret && _learner.Find(seen.Mac) is { Secret: null } known && known.IsExplainedBy(secret))
            {
                await _archive.WriteAsync(new ArchiveEntry { Profile = known with { Secret = secret } }, CancellationToken.None);
                Report.AddLearned(seen.Mac);
            }
        }
    }

    private async Task CountOldestAsync()
    {
        EntryOutcome outcome = await _underWay.Dequeue();
        Report.Stored += outcome.Stored;
        Report.Duplicates += outcome.Duplicates;
    }
}
