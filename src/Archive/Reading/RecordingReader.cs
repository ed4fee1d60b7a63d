using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads recordings. It is people who ask for them, so it takes a connection each time.</summary>
/// <param name="engine">Where.</param>
internal sealed class RecordingReader(ArchiveEngine engine)
{
    // Recordings that are read at once, without their exchanges.
    private const int PageSize = 256;

    private const string Columns =
        $"SELECT r.id, r.mac, r.started_at, r.source, r.client, r.server, {ExchangeId.CountSql} FROM recording r";

    private const string Exchanges = "SELECT request, response, started_at, repeats FROM exchange WHERE id >= $1 AND id < $2 ORDER BY id";

    /// <summary>The recordings from one number to another without their exchanges, in order.</summary>
    public IEnumerable<StoredRecording> Between(long first, long last)
    {
        // Page by page: a statement that goes on for as long as whoever reads takes would keep the log from being carried over.
        var page = new List<StoredRecording>(PageSize);
        using Database database = engine.OpenReader();
        using Statement recordings = database.Prepare($"{Columns} WHERE r.id >= $1 AND r.id <= $2 ORDER BY r.id LIMIT $3");
        long next = first;
        do
        {
            page.Clear();
            recordings.Bind(1, next).Bind(2, last).Bind(3, PageSize);
            while (recordings.Step())
            {
                page.Add(Read(recordings, []));
            }

            foreach (StoredRecording recording in page)
            {
                yield return recording;
                next = recording.Id + 1;
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>A page of recordings without their exchanges, newest first.</summary>
    public IReadOnlyList<StoredRecording> Page(RecordingQuery query, int max)
    {
        var page = new List<StoredRecording>(Math.Min(max, 256));
        string which = (query.Mac is null ? string.Empty : " AND r.mac = $2") + (query.LiveOnly ? " AND r.source <> 'import'" : string.Empty);
        using Database database = engine.OpenReader();
        using Statement recordings = database.Prepare(FormattableString.Invariant($"{Columns} WHERE r.id < $1{which} ORDER BY r.id DESC LIMIT {max}"));
        recordings.Bind(1, query.Before);
        if (query.Mac is not null)
        {
            recordings.Bind(2, query.Mac);
        }

        while (recordings.Step())
        {
            page.Add(Read(recordings, []));
        }

        return page;
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
        return found with { Exchanges = [.. ExchangesBetween(database, ExchangeId.Of(id, 0), ExchangeId.Of(id + 1, 0))] };
    }

    /// <summary>A recording's exchanges alone, in order.</summary>
    public IEnumerable<RecordedExchange> ExchangesOf(long recording)
    {
        using Database database = engine.OpenReader();
        foreach (RecordedExchange exchange in ExchangesBetween(database, ExchangeId.Of(recording, 0), ExchangeId.Of(recording + 1, 0)))
        {
            yield return exchange;
        }
    }

    /// <summary>One exchange; null where there is none of that number.</summary>
    public RecordedExchange? FindExchange(long id)
    {
        using Database database = engine.OpenReader();
        return ExchangesBetween(database, id, id + 1).FirstOrDefault();
    }

    /// <summary>The numbers of a scale's recordings that came last, newest first.</summary>
    public IReadOnlyList<long> NewestOf(string mac, int max)
    {
        var newest = new List<long>();
        using Database database = engine.OpenReader();
        using Statement recordings = database.Prepare("SELECT id FROM recording WHERE mac = $1 ORDER BY id DESC LIMIT $2");
        recordings.Bind(1, mac).Bind(2, max);
        while (recordings.Step())
        {
            newest.Add(recordings.Int64(0));
        }

        return newest;
    }

    private static IEnumerable<RecordedExchange> ExchangesBetween(Database database, long first, long end)
    {
        using Statement exchanges = database.Prepare(Exchanges);
        exchanges.Bind(1, first).Bind(2, end);
        while (exchanges.Step())
        {
            yield return new RecordedExchange(exchanges.Blob(0), exchanges.Blob(1), Timestamp.ToTime(exchanges.Int64(2)), exchanges.Int32(3));
        }
    }

    private static StoredRecording Read(Statement row, IReadOnlyList<RecordedExchange> exchanges) =>
        new(row.Int64(0), row.NullableText(1), Timestamp.ToTime(row.Int64(2)), row.Text(3), row.Text(4), row.Text(5), row.Int32(6), exchanges);
}
