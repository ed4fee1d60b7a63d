using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>A connection for reading, and what can be asked of it. Not for several threads at once.</summary>
/// <param name="database">The connection; it is closed with this.</param>
internal sealed class ArchiveReader(Database database) : IDisposable
{
    private Statement? _arrivals;
    private Statement? _client;

    /// <summary>Sessions and last weights: what each conversation asks.</summary>
    public SessionReader Sessions { get; } = new(database);

    /// <summary>Profiles.</summary>
    public ProfileReader Profiles { get; } = new(database);

    /// <summary>People.</summary>
    public PeopleReader People { get; } = new(database);

    /// <summary>Measurements, as a stream.</summary>
    public MeasurementReader Measurements { get; } = new(database);

    /// <summary>What is to be handed on to the vendor.</summary>
    public OutboxReader Outbox { get; } = new(database);

    /// <summary>The weights of a moment.</summary>
    public WeightReader Weights { get; } = new(database);

    /// <summary>The highest id of a measurement; 0 where there is none.</summary>
    public long Newest() => database.Number("SELECT MAX(id) FROM measurement");

    /// <summary>How many measurements have an id above one, and the highest.</summary>
    public (long Count, long Newest) Arrivals(long after)
    {
        _arrivals ??= database.Prepare("SELECT COUNT(*), MAX(id) FROM measurement WHERE id > $1");
        _arrivals.Bind(1, after).Step();
        (long Count, long Newest) arrivals = (_arrivals.Int64(0), _arrivals.IsNull(1) ? after : _arrivals.Int64(1));
        _arrivals.Reset();
        return arrivals;
    }

    /// <summary>How many measurements there are, and how many weights are nobody's, as of one moment, without those that were deleted.</summary>
    public (long All, long Unassigned) Count()
    {
        // All from an index alone; of the few others, each.
        using Statement count = database.Prepare(
            """
            SELECT (SELECT COUNT(*) FROM measurement) - (SELECT COUNT(*) FROM measurement WHERE deleted_at IS NOT NULL),
                (SELECT COUNT(*) FROM measurement m WHERE m.user_id IS NULL AND m.deleted_at IS NULL
                    AND EXISTS (SELECT 1 FROM measurement_value v WHERE v.measurement_id = m.id AND v.type = $1))
            """);
        count.Bind(1, MeasureType.Weight).Step();
        return (count.Int64(0), count.Int64(1));
    }

    /// <summary>A scale's battery over time.</summary>
    public List<BatteryLevel> BatteryOf(string mac)
    {
        using Statement levels = database.Prepare("SELECT taken_at, battery FROM measurement WHERE mac = $1 AND battery IS NOT NULL AND plausible = 1 ORDER BY taken_at, id");
        levels.Bind(1, mac);
        var history = new List<BatteryLevel>();
        while (levels.Step())
        {
            var level = new BatteryLevel(levels.Int64(0), levels.Int32(1));
            // The last of a run of one level moves on, until another level comes.
            if (history.Count > 1 && history[^1].Percent == level.Percent && history[^2].Percent == level.Percent)
            {
                history[^1] = level;
            }
            else
            {
                history.Add(level);
            }
        }

        return history;
    }

    /// <summary>The client of a recording; null where it is not known.</summary>
    public string? ClientOf(long recording)
    {
        _client ??= database.Prepare("SELECT client FROM recording WHERE id = $1");
        string? client = _client.Bind(1, recording).Step() && _client.Text(0) is { Length: > 0 } known ? known : null;
        _client.Reset();
        return client;
    }

    /// <summary>The recordings that are marked as open.</summary>
    public IReadOnlyList<StoredRecording> OpenRecordings() => OpenRecordingReader.Read(database);

    /// <summary>How far a journal is in the archive. It is asked once in the life of a process, so nothing is prepared for it.</summary>
    public long JournalPositionOf(string journal)
    {
        using Statement position = database.Prepare("SELECT position FROM journal_position WHERE journal = $1");
        return position.Bind(1, journal).Step() ? position.Int64(0) : 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sessions.Dispose();
        Profiles.Dispose();
        People.Dispose();
        Outbox.Dispose();
        Weights.Dispose();
        _arrivals?.Dispose();
        _client?.Dispose();
        database.Dispose();
    }
}
