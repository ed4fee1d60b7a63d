using ScaleProxy.Archive;
using ScaleProxy.Capture.History;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Import;

/// <summary>
/// Takes what exports tell of into the archive, batch by batch. A line of our own <c>jsonl</c> goes in as it was in the archive it
/// comes from, and is the same as another where every value and person is; other programs' lines are held against what is there by
/// <see cref="SameWeighing"/>. Not for several threads at once.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="findOwner">Says whose the lines are that do not say; asked with the first of them, when captures before it have been learned from.</param>
/// <param name="clock">The time of the import.</param>
internal sealed class HistoryImporter(ScaleArchive archive, Func<HistoryOwner> findOwner, TimeProvider clock)
{
    private const int MaxBatch = 256;

    private readonly List<ArchivedMeasurement> _batch = new(MaxBatch);
    private readonly List<ArchivedWeight> _weights = new(MaxBatch);
    private readonly List<ScaleUser> _people = [];
    private HashSet<long>? _knownPeople;

    /// <summary>Measurements that are new in the archive.</summary>
    public int Stored { get; private set; }

    /// <summary>Measurements that were there already.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Whose the lines are that do not say; null where there was none.</summary>
    public HistoryOwner? Owner { get; private set; }

    /// <summary>Takes a line.</summary>
    public void Take(HistoryRow row)
    {
        if (row.Origin is { } origin)
        {
            Note(origin.User);
            _batch.Add(Of(row, origin));
        }
        else
        {
            TakeForeign(row);
        }

        if (_batch.Count >= MaxBatch)
        {
            CompleteAsync().GetAwaiter().GetResult();
        }
    }

    /// <summary>Puts everything on disk that was taken up to now.</summary>
    public async Task CompleteAsync()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        EntryOutcome outcome = await archive.WriteAsync(new ArchiveEntry { Measurements = [.. _batch], Users = [.. _people] }, CancellationToken.None);
        _batch.Clear();
        _weights.Clear();
        _people.Clear();
        Stored += outcome.Stored;
        Duplicates += outcome.Duplicates;
    }

    private void TakeForeign(HistoryRow row)
    {
        HistoryOwner owner = Owner ??= findOwner();
        var measurement = new Measurement(owner.Mac, row.TakenAt, owner.Person is { } person ? [person.Id] : [], null, null, row.Values);
        if (measurement.Find(MeasureType.Weight) is { } weight)
        {
            if (IsThere(row, row.TakenAt, weight, owner.Person?.Id) || (row.OrTakenAt is { } other && IsThere(row, other, weight, owner.Person?.Id)))
            {
                Duplicates++;
                return;
            }

            _weights.Add(new ArchivedWeight(row.TakenAt, owner.Person?.Id, MeasurementSource.History, weight));
        }

        Note(owner.Person is { ShortName.Length: > 0 } named ? named : null);
        _batch.Add(new ArchivedMeasurement(measurement, MeasurementSource.History, null, null, null, clock.GetUtcNow()));
    }

    private bool IsThere(HistoryRow row, long takenAt, MeasuredValue weight, long? person)
    {
        foreach (ArchivedWeight known in _weights)
        {
            if (SameWeighing.Is(row, takenAt, weight, person, known))
            {
                return true;
            }
        }

        long minute = SameWeighing.MinuteOf(takenAt);
        foreach (ArchivedWeight known in archive.WeightsBetween(minute, takenAt + row.PrecisionSeconds))
        {
            if (SameWeighing.Is(row, takenAt, weight, person, known))
            {
                return true;
            }
        }

        return false;
    }

    private ArchivedMeasurement Of(HistoryRow row, HistoryOrigin origin) => new(
        new Measurement(origin.Mac, row.TakenAt, origin.UserIds, origin.Attribution, origin.DeviceType, row.Values),
        MeasurementSourceText.TryParse(origin.Source, out MeasurementSource source) ? source : MeasurementSource.History,
        null,
        origin.Battery,
        origin.Firmware,
        origin.ReceivedAt ?? clock.GetUtcNow());

    // What people are called is news only where the archive does not know them.
    private void Note(ScaleUser? person)
    {
        _knownPeople ??= [.. archive.Users().Select(static user => user.Id)];
        if (person is { } named && _knownPeople.Add(named.Id))
        {
            _people.Add(named);
        }
    }
}
