using System.Diagnostics;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Outbox;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores what is to be handed on to the vendor, and what becomes of it.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class OutboxStore(Database database) : IDisposable
{
    // What the vendor has need not be sent to it, whatever was to become of it.
    private readonly Statement _addMeasurement = database.Prepare(
        """
        INSERT INTO outbox (mac, measurement_id, state, attempts, next_at, queued_at, changed_at)
        VALUES ($1, $2, $3, 0, 0, $4, $5) ON CONFLICT (measurement_id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at
        WHERE excluded.state = 'sent' AND outbox.state <> 'dropped'
        """);

    private readonly Statement _queueExchange = database.Prepare(
        """
        INSERT INTO outbox (mac, exchange_id, state, attempts, next_at, queued_at, changed_at)
        VALUES ($1, $2, 'queued', 0, 0, $3, $4) ON CONFLICT (exchange_id) DO NOTHING
        """);

    private readonly Statement _begin = database.Prepare(
        """
        UPDATE outbox SET state = 'sending', attempts = attempts + 1, changed_at = $1
        WHERE id = $2 AND state IN ('queued', 'sending') AND EXISTS (SELECT 1 FROM forwarder WHERE holder = $3 AND held_until > $4)
            AND NOT EXISTS (SELECT 1 FROM measurement m WHERE m.id = outbox.measurement_id AND m.deleted_at IS NOT NULL)
        """);

    private readonly Statement _settle = database.Prepare(
        "UPDATE outbox SET state = $1, next_at = $2, changed_at = $3, reason = $4 WHERE id = $5 AND state <> 'dropped'");

    private readonly Statement _call = database.Prepare(
        """
        INSERT INTO vendor_call (mac, begun_at, next_at, failures, error) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (mac) DO UPDATE SET begun_at = excluded.begun_at, next_at = excluded.next_at, failures = excluded.failures, error = excluded.error
        """);

    private readonly Statement _takeTurn = database.Prepare(
        "UPDATE forwarder SET holder = $1, held_until = $2 WHERE held_until < $3 OR holder = $4");

    private readonly Statement _endTurn = database.Prepare("UPDATE forwarder SET held_until = 0 WHERE holder = $1");

    private readonly Statement _ask = database.Prepare("UPDATE forwarder SET asked_at = $1");

    /// <summary>Takes a measurement in; one that is there is changed only where the vendor has it.</summary>
    /// <param name="measurement">Its number.</param>
    /// <param name="mac">Its scale.</param>
    /// <param name="state">Where it is on its way.</param>
    /// <param name="at">When it came in.</param>
    public void Add(long measurement, string mac, OutboxState state, DateTimeOffset at) =>
        _addMeasurement.Bind(1, mac).Bind(2, measurement).Bind(3, OutboxStateText.Of(state)).Bind(4, Timestamp.From(at)).Bind(5, Timestamp.From(at)).Run();

    /// <summary>Queues another exchange.</summary>
    /// <param name="exchange">Its number.</param>
    /// <param name="mac">Its scale.</param>
    /// <param name="at">When it came in.</param>
    public void QueueExchange(long exchange, string mac, DateTimeOffset at) =>
        _queueExchange.Bind(1, mac).Bind(2, exchange).Bind(3, Timestamp.From(at)).Bind(4, Timestamp.From(at)).Run();

    /// <summary>Makes a change.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Store(OutboxChange change) => change switch
    {
        OutboxChange.TakeTurn take => _takeTurn.Bind(1, take.Holder).Bind(2, Timestamp.From(take.Until)).Bind(3, Timestamp.From(take.Now)).Bind(4, take.Holder).Run(),
        OutboxChange.EndTurn end => _endTurn.Bind(1, end.Holder).Run(),
        OutboxChange.Begin begin => _begin.Bind(1, Timestamp.From(begin.Now)).Bind(2, begin.Id).Bind(3, begin.Holder).Bind(4, Timestamp.From(begin.Now)).Run(),
        OutboxChange.Settle settle => Settle(settle),
        OutboxChange.Called { Call: var call } => Note(call),
        OutboxChange.Ask ask => Ask(ask),
        OutboxChange.Answer => _ask.Bind(1, 0).Run(),
        OutboxChange.Retry retry => Rarely(
            """
            UPDATE outbox SET state = 'queued', next_at = 0, reason = NULL, changed_at = $1 WHERE id = $2 AND state IN ('failed', 'dropped')
                AND NOT EXISTS (SELECT 1 FROM measurement m WHERE m.id = outbox.measurement_id AND m.deleted_at IS NOT NULL)
            """,
            Timestamp.From(retry.Now),
            retry.Id),
        OutboxChange.Drop drop => Rarely(
            "UPDATE outbox SET state = 'dropped', changed_at = $1 WHERE id = $2 AND state IN ('queued', 'failed')",
            Timestamp.From(drop.Now),
            drop.Id),
        OutboxChange.Backfill backfill => Backfill(backfill),
        _ => throw new UnreachableException(),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _addMeasurement.Dispose();
        _queueExchange.Dispose();
        _begin.Dispose();
        _settle.Dispose();
        _call.Dispose();
        _takeTurn.Dispose();
        _endTurn.Dispose();
        _ask.Dispose();
    }

    private int Settle(OutboxChange.Settle settle) =>
        _settle.Bind(1, OutboxStateText.Of(settle.State))
            .Bind(2, Timestamp.From(settle.NextAt))
            .Bind(3, Timestamp.From(settle.Now))
            .Bind(4, settle.Reason)
            .Bind(5, settle.Id)
            .Run();

    private int Note(VendorCall call) =>
        _call.Bind(1, call.Mac)
            .Bind(2, Timestamp.From(call.BegunAt))
            .Bind(3, Timestamp.From(call.NextAt))
            .Bind(4, call.Failures)
            .Bind(5, call.Error)
            .Run();

    private int Ask(OutboxChange.Ask ask)
    {
        Rarely("UPDATE outbox SET next_at = 0 WHERE state IN ('queued', 'sending')");
        Rarely("UPDATE vendor_call SET next_at = 0");
        return _ask.Bind(1, Timestamp.From(ask.Now)).Run();
    }

    private int Backfill(OutboxChange.Backfill backfill)
    {
        long now = Timestamp.From(backfill.Now);
        return Rarely(
            """
            INSERT INTO outbox (mac, measurement_id, state, attempts, next_at, queued_at, changed_at)
            SELECT m.mac, m.id, 'queued', 0, 0, $1, $2 FROM measurement m
            WHERE m.taken_at >= $3 AND m.source = 'serve' AND m.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.measurement_id = m.id)
            ORDER BY m.taken_at, m.id
            """,
            now,
            now,
            backfill.Since.ToUnixTimeSeconds());
    }

    // What only people ask for is not worth keeping prepared.
    private int Rarely(string sql, params ReadOnlySpan<long> values)
    {
        using Statement statement = database.Prepare(sql);
        for (int i = 0; i < values.Length; i++)
        {
            statement.Bind(i + 1, values[i]);
        }

        return statement.Run();
    }
}
