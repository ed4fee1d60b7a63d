using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores recordings and their exchanges.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class RecordingStore(Database database) : IDisposable
{
    private readonly Statement _insert = database.Prepare(
        """
        INSERT INTO recording (mac, client, server, source, started_at, fingerprint) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (fingerprint) WHERE fingerprint IS NOT NULL DO NOTHING
        """);

    private readonly Statement _find = database.Prepare("SELECT id, mac FROM recording WHERE fingerprint = $1");

    private readonly Statement _name = database.Prepare("UPDATE recording SET mac = $1 WHERE id = $2");

    private readonly Statement _append = database.Prepare(
        "INSERT INTO exchange (id, started_at, repeats, request, response) VALUES ($1, $2, $3, $4, $5)");

    private readonly Statement _open = database.Prepare("INSERT INTO open_recording (recording_id) VALUES ($1)");

    private readonly Statement _end = database.Prepare("DELETE FROM open_recording WHERE recording_id = $1");

    private readonly List<RecordingHandle> _touched = [];

    /// <summary>Stores the recording where it is not there yet, and appends to it.</summary>
    /// <returns>Its id.</returns>
    public long Store(RecordingHandle recording, IReadOnlyList<RecordedExchange> exchanges)
    {
        RecordingRow row = recording.Row;
        string? mac = recording.Mac;
        if (row.Id == 0 || row.Exchanges + exchanges.Count > ExchangeId.PerRecording)
        {
            if (recording.IsMarkedWhileOpen && row.Id != 0)
            {
                End(row.Id);
            }

            Touch(recording, row = Insert(recording, mac));
        }
        else if (mac is not null && !row.AlreadyArchived && mac != row.Mac)
        {
            _name.Bind(1, mac).Bind(2, row.Id).Run();
            Touch(recording, row = row with { Mac = mac });
        }

        if (!row.AlreadyArchived && exchanges.Count > 0)
        {
            for (int i = 0; i < exchanges.Count; i++)
            {
                Append(ExchangeId.Of(row.Id, row.Exchanges + i), exchanges[i]);
            }

            Touch(recording, row with { Exchanges = row.Exchanges + exchanges.Count });
        }

        return row.Id;
    }

    /// <summary>Takes away the mark that the recording is open, where it has one.</summary>
    public void End(long recording) => _end.Bind(1, recording).Run();

    /// <summary>What the handles say of their rows is true now.</summary>
    public void Committed()
    {
        foreach (RecordingHandle recording in _touched)
        {
            recording.RowBefore = null;
        }

        _touched.Clear();
    }

    /// <summary>
    /// The handles' rows are again what they were before the transaction. Where that may have been committed all the same,
    /// their places may be taken: what comes goes into a new recording.
    /// </summary>
    public void RolledBack(bool inDoubt)
    {
        foreach (RecordingHandle recording in _touched)
        {
            recording.Row = inDoubt ? default : recording.RowBefore!.Value;
        }

        Committed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _find.Dispose();
        _name.Dispose();
        _append.Dispose();
        _open.Dispose();
        _end.Dispose();
    }

    private RecordingRow Insert(RecordingHandle recording, string? mac)
    {
        _insert.Bind(1, mac)
            .Bind(2, recording.Client)
            .Bind(3, recording.Server)
            .Bind(4, recording.Source)
            .Bind(5, Timestamp.From(recording.StartedAt));
        if (recording.Fingerprint is not { } fingerprint)
        {
            long live = _insert.BindNull(6).Insert()!.Value;
            if (recording.IsMarkedWhileOpen)
            {
                _open.Bind(1, live).Run();
            }

            return new RecordingRow(live, mac, Exchanges: 0, AlreadyArchived: false);
        }

        if (_insert.Bind(6, fingerprint.Bytes).Insert() is { } id)
        {
            return new RecordingRow(id, mac, Exchanges: 0, AlreadyArchived: false);
        }

        _find.Bind(1, fingerprint.Bytes).Step();
        var earlier = new RecordingRow(_find.Int64(0), _find.NullableText(1), Exchanges: 0, AlreadyArchived: true);
        _find.Reset();
        return earlier;
    }

    private void Append(long id, RecordedExchange exchange) =>
        _append.Bind(1, id)
            .Bind(2, Timestamp.From(exchange.StartedAt))
            .Bind(3, exchange.Repeats)
            .Bind(4, exchange.Request.Span)
            .Bind(5, exchange.Response.Span)
            .Run();

    private void Touch(RecordingHandle recording, RecordingRow row)
    {
        if (recording.RowBefore is null)
        {
            recording.RowBefore = recording.Row;
            _touched.Add(recording);
        }

        recording.Row = row;
    }
}
