using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads recordings. It is people who ask for them, so it takes a connection each time.</summary>
/// <param name="engine">Where.</param>
internal sealed class RecordingReader(ArchiveEngine engine)
{
    private const string Columns =
        $"SELECT r.id, r.mac, r.started_at, r.source, r.client, r.server, {ExchangeId.CountSql} FROM recording r";

    private const string Exchanges = "SELECT request, response, started_at, repeats FROM exchange WHERE id >= $1 AND id < $2 ORDER BY id";

    /// <summary>Every recording without its exchanges, in the order they came into the archive.</summary>
    public IEnumerable<StoredRecording> All()
    {
        using Database database = engine.OpenReader();
        using Statement recordings = database.Prepare($"{Columns} ORDER BY r.id");
        while (recordings.Step())
        {
            yield return Read(recordings, []);
        }
    }

    /// <summary>One recording with its exchanges; null where there is none of that number.</summary>
    public StoredRecording? Find(long id)
    {
        using Database database = engine.OpenReader();
        using Statement recording = database.Prepare($"{Columns} WHERE r.id = $1");
        if (!recording.Bind(1, id).Step())
        {
            return null;
        }

        StoredRecording found = Read(recording, []);
        recording.Reset();
        return found with { Exchanges = ExchangesOf(database, id) };
    }

    private static List<RecordedExchange> ExchangesOf(Database database, long recording)
    {
        var found = new List<RecordedExchange>();
        using Statement exchanges = database.Prepare(Exchanges);
        exchanges.Bind(1, ExchangeId.Of(recording, 0)).Bind(2, ExchangeId.Of(recording + 1, 0));
        while (exchanges.Step())
        {
            found.Add(new RecordedExchange(exchanges.Blob(0), exchanges.Blob(1), Timestamp.ToTime(exchanges.Int64(2)), exchanges.Int32(3)));
        }

        return found;
    }

    private static StoredRecording Read(Statement row, IReadOnlyList<RecordedExchange> exchanges) =>
        new(row.Int64(0), row.NullableText(1), Timestamp.ToTime(row.Int64(2)), row.Text(3), row.Text(4), row.Text(5), row.Int32(6), exchanges);
}
