using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores sessions, and that a scale was heard of.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class SessionStore(Database database) : IDisposable
{
    private readonly Statement _open = database.Prepare(
        """
        INSERT INTO session (id, mac, address, battery, firmware, started_at, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET
            mac = excluded.mac, address = excluded.address, battery = excluded.battery, firmware = excluded.firmware,
            started_at = excluded.started_at, closed_at = excluded.closed_at
        """);

    private readonly Statement _close = database.Prepare("UPDATE session SET closed_at = $1 WHERE id = $2");

    private readonly Statement _note = database.Prepare(
        """
        UPDATE device SET last_seen = $1, battery = COALESCE($2, battery), firmware = COALESCE($3, firmware)
        WHERE mac = $4 AND last_seen <= $1
        """);

    /// <summary>Stores a session that begins.</summary>
    public void Open(ScaleSession session) =>
        _open.Bind(1, session.Id)
            .Bind(2, session.Mac)
            .Bind(3, session.Address)
            .Bind(4, session.Battery)
            .Bind(5, session.Firmware)
            .Bind(6, Timestamp.From(session.StartedAt))
            .Bind(7, session.ClosedAt is { } closed ? Timestamp.From(closed) : null)
            .Run();

    /// <summary>Stores the end of a session.</summary>
    public void Close(SessionClose close) => _close.Bind(1, Timestamp.From(close.At)).Bind(2, close.Id).Run();

    /// <summary>Stores that a scale was heard of, where it is known; later news of it stays.</summary>
    public void Note(DeviceContact contact) =>
        _note.Bind(1, Timestamp.From(contact.At))
            .Bind(2, contact.Battery)
            .Bind(3, contact.Firmware)
            .Bind(4, contact.Mac)
            .Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Dispose();
        _close.Dispose();
        _note.Dispose();
    }
}
