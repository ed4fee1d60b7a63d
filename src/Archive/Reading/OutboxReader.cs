using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Outbox;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads what is to be handed on to the vendor.</summary>
/// <param name="database">The connection.</param>
internal sealed class OutboxReader(Database database) : IDisposable
{
    /// <summary>SQL for what waits; in these very words, for an index is made for them.</summary>
    private const string Waits = "state IN ('queued', 'sending')";

    private const string Columns = "SELECT id, mac, measurement_id, exchange_id, state, attempts, next_at, changed_at, reason FROM outbox";

    private readonly Statement _due = database.Prepare(DueSql);

    private readonly Statement _turn = database.Prepare("SELECT holder, held_until, asked_at FROM forwarder");

    /// <summary>Asks which scales have something that may be sent; for tests.</summary>
    internal const string DueSql =
        $"""
        SELECT DISTINCT o.mac FROM outbox o LEFT JOIN vendor_call c ON c.mac = o.mac
        WHERE o.{Waits} AND o.next_at <= $1 AND COALESCE(c.next_at, 0) <= $2 ORDER BY o.mac
        """;

    /// <summary>The scales that have something which may be sent now.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now)
    {
        var macs = new List<string>();
        _due.Bind(1, Timestamp.From(now)).Bind(2, Timestamp.From(now));
        while (_due.Step())
        {
            macs.Add(_due.Text(0));
        }

        return macs;
    }

    /// <summary>Who sends.</summary>
    public ForwarderTurn Turn()
    {
        if (!_turn.Step())
        {
            throw new ArchiveException($"archive {database.Name}: the table forwarder is empty; another program has changed it");
        }

        long askedAt = _turn.Int64(2);
        var turn = new ForwarderTurn(_turn.Text(0), Timestamp.ToTime(_turn.Int64(1)), askedAt == 0 ? null : Timestamp.ToTime(askedAt));
        _turn.Reset();
        return turn;
    }

    /// <summary>What waits of a scale, and may be sent now.</summary>
    /// <param name="mac">The scale.</param>
    /// <param name="now">The time.</param>
    /// <param name="max">How much at most.</param>
    /// <param name="measurements">Reads the measurements.</param>
    public IReadOnlyList<OutboxItem> Waiting(string mac, DateTimeOffset now, int max, MeasurementReader measurements)
    {
        using Statement rows = database.Prepare($"{Columns} WHERE mac = $1 AND {Waits} AND next_at <= $2 ORDER BY id LIMIT $3");
        return Read(rows.Bind(1, mac).Bind(2, Timestamp.From(now)).Bind(3, max), measurements);
    }

    /// <summary>What has failed, oldest first.</summary>
    /// <param name="max">How much at most.</param>
    /// <param name="measurements">Reads the measurements.</param>
    public IReadOnlyList<OutboxItem> Failed(int max, MeasurementReader measurements)
    {
        using Statement rows = database.Prepare($"{Columns} WHERE state = 'failed' ORDER BY id LIMIT $1");
        return Read(rows.Bind(1, max), measurements);
    }

    /// <summary>What waits or has failed, oldest first.</summary>
    /// <param name="max">How much at most.</param>
    /// <param name="measurements">Reads the measurements.</param>
    public IReadOnlyList<OutboxItem> Unsent(int max, MeasurementReader measurements)
    {
        using Statement rows = database.Prepare($"{Columns} WHERE {Waits} OR state = 'failed' ORDER BY id LIMIT $1");
        return Read(rows.Bind(1, max), measurements);
    }

    /// <summary>How many are in each state.</summary>
    public IReadOnlyDictionary<OutboxState, long> Counts()
    {
        var counts = new Dictionary<OutboxState, long>();
        using Statement rows = database.Prepare("SELECT state, COUNT(*) FROM outbox GROUP BY state");
        while (rows.Step())
        {
            counts[OutboxStateText.Parse(rows.Text(0))] = rows.Int64(1);
        }

        return counts;
    }

    /// <summary>When what has waited longest was queued; null where nothing waits.</summary>
    public DateTimeOffset? OldestWaiting()
    {
        using Statement row = database.Prepare($"SELECT MIN(queued_at) FROM outbox WHERE {Waits}");
        DateTimeOffset? oldest = row.Step() && row.NullableInt64(0) is { } at ? Timestamp.ToTime(at) : null;
        row.Reset();
        return oldest;
    }

    /// <summary>The last conversations with the vendor, one for each scale.</summary>
    public IReadOnlyList<VendorCall> Calls()
    {
        var calls = new List<VendorCall>();
        using Statement rows = database.Prepare("SELECT mac, begun_at, next_at, failures, error FROM vendor_call ORDER BY mac");
        while (rows.Step())
        {
            calls.Add(new VendorCall(rows.Text(0), Timestamp.ToTime(rows.Int64(1)), Timestamp.ToTime(rows.Int64(2)), rows.Int32(3), rows.NullableText(4)));
        }

        return calls;
    }

    /// <summary>When a person's newest measurement was taken that the vendor has for certain, unix seconds; null where there is none.</summary>
    /// <param name="user">The vendor's number for the person.</param>
    public long? NewestSent(long user)
    {
        using Statement row = database.Prepare(
            """
            SELECT m.taken_at FROM measurement m JOIN outbox o ON o.measurement_id = m.id
            WHERE m.user_id = $1 AND o.state = 'sent' ORDER BY m.taken_at DESC LIMIT 1
            """);
        long? newest = row.Bind(1, user).Step() ? row.Int64(0) : null;
        row.Reset();
        return newest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _due.Dispose();
        _turn.Dispose();
    }

    // First all rows, then their measurements: of one connection, one statement has rows to be read at a time.
    private static List<OutboxItem> Read(Statement rows, MeasurementReader measurements)
    {
        var items = new List<OutboxItem>();
        var owners = new Dictionary<long, int>();
        while (rows.Step())
        {
            if (rows.NullableInt64(2) is { } measurement)
            {
                owners.Add(measurement, items.Count);
            }

            items.Add(new OutboxItem
            {
                Id = rows.Int64(0),
                Mac = rows.Text(1),
                ExchangeId = rows.NullableInt64(3),
                State = OutboxStateText.Parse(rows.Text(4)),
                Attempts = rows.Int32(5),
                NextAt = Timestamp.ToTime(rows.Int64(6)),
                ChangedAt = Timestamp.ToTime(rows.Int64(7)),
                Reason = rows.NullableText(8),
            });
        }

        foreach (StoredMeasurement stored in measurements.Read([.. owners.Keys]))
        {
            items[owners[stored.Id]] = items[owners[stored.Id]] with { Measurement = stored };
        }

        return items;
    }
}
