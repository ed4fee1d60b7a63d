using Dapper;
using Microsoft.Data.Sqlite;
using ScaleProxy.Archive.Sqlite;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Reads recordings. It is people who ask for them, so it may take a connection each time, and Dapper some milliseconds to
/// get going.
/// </summary>
/// <param name="options">Where, and how long to wait.</param>
internal sealed class RecordingReader(ArchiveOptions options)
{
    private const string Columns =
        """
        SELECT r.id AS Id, r.mac AS Mac, r.started_at AS StartedAt, r.source AS Source, r.client AS Client, r.server AS Server,
            (SELECT COUNT(*) FROM exchange e WHERE e.recording_id = r.id) AS Exchanges
        FROM recording r
        """;

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = options.Path,
        Mode = SqliteOpenMode.ReadWrite,
        Pooling = false,
        DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
    }.ConnectionString;

    /// <summary>Every recording without its exchanges, in the order they came into the archive.</summary>
    public IEnumerable<StoredRecording> All()
    {
        using SqliteConnection connection = Open();
        IEnumerable<RecordingColumns> rows = connection.Query<RecordingColumns>($"{Columns} ORDER BY r.id", buffered: false);
        using IEnumerator<RecordingColumns> row = rows.GetEnumerator();
        while (Translate(row.MoveNext))
        {
            yield return row.Current.ToRecording([]);
        }
    }

    /// <summary>One recording with its exchanges; null where there is none of that number.</summary>
    public StoredRecording? Find(long id)
    {
        using SqliteConnection connection = Open();
        return Translate(() =>
        {
            RecordingColumns? row = connection.QuerySingleOrDefault<RecordingColumns>($"{Columns} WHERE r.id = @id", new { id });
            return row?.ToRecording(
            [
                .. connection.Query<ExchangeColumns>(
                    """
                    SELECT request AS Request, response AS Response, started_at AS StartedAt, repeats AS Repeats
                    FROM exchange WHERE recording_id = @id ORDER BY id
                    """,
                    new { id }).Select(static exchange => exchange.ToExchange()),
            ]);
        });
    }

    private SqliteConnection Open() => Translate(() =>
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    });

    private T Translate<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException exception)
        {
            throw SqliteFault.Of(options.Path, exception);
        }
    }

    private sealed class RecordingColumns
    {
        public long Id { get; init; }

        public string? Mac { get; init; }

        public long StartedAt { get; init; }

        public string Source { get; init; } = string.Empty;

        public string Client { get; init; } = string.Empty;

        public string Server { get; init; } = string.Empty;

        public long Exchanges { get; init; }

        public StoredRecording ToRecording(IReadOnlyList<RecordedExchange> exchanges) =>
            new(Id, Mac, Timestamp.ToTime(StartedAt), Source, Client, Server, (int)Exchanges, exchanges);
    }

    private sealed class ExchangeColumns
    {
        public byte[] Request { get; init; } = [];

        public byte[] Response { get; init; } = [];

        public long StartedAt { get; init; }

        public long Repeats { get; init; }

        public RecordedExchange ToExchange() => new(Request, Response, Timestamp.ToTime(StartedAt), (int)Repeats);
    }
}
