using System.Globalization;
using System.Text;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Reads measurements as a stream, a page at a time, as of one moment and whatever the archive's size. The order comes from
/// indexes, so the first is there at once. While a page is made use of, the next is read.
/// </summary>
/// <param name="database">The connection.</param>
internal sealed class MeasurementReader(Database database)
{
    private const string Columns =
        """
        SELECT m.id, m.mac, m.taken_at, m.user_id, m.candidates, m.attribution, m.device_type, m.battery, m.firmware,
            m.source, m.received_at, m.plausible, m.session_id, m.recording_id, a.method, a.reason, a.said_user_id, o.state
        FROM measurement m
        LEFT JOIN assignment a ON a.measurement_id = m.id
        LEFT JOIN outbox o ON o.measurement_id = m.id
        """;

    private const int MethodColumn = 14;
    private const int OutboxColumn = MethodColumn + 3;

    private readonly RepeatedText _texts = new();

    /// <summary>Reads what a query asks for, oldest first, or where it asks for what arrived, in the order of arrival.</summary>
    /// <param name="query">The query.</param>
    /// <param name="people">Everybody known.</param>
    public IEnumerable<StoredMeasurement> Read(MeasurementQuery query, KnownPeople people)
    {
        List<long>? asked = query.User is null ? null : Matching(query.User, people);
        if (asked is { Count: 0 })
        {
            yield break;
        }

        Task<MeasurementPage>? ahead = null;
        using Statement rows = database.Prepare(Sql(query, asked?.Count ?? 0));
        using Statement values = database.Prepare(MeasurementPage.ValuesSql);
        using Statement candidates = database.Prepare(MeasurementPage.CandidatesSql);
        database.BeginReading();
        try
        {
            MeasurementPage ReadBehind(StoredMeasurement? last, MeasurementPage page)
            {
                page.Clear();
                Bind(rows, query, asked, last);
                ReadPage(rows, people, page);
                page.Complete(values, candidates);
                return page;
            }

            MeasurementPage page = ReadBehind(last: null, new MeasurementPage());
            MeasurementPage? spare = null;
            while (true)
            {
                if (page.IsFull)
                {
                    StoredMeasurement last = page.Measurements[^1];
                    MeasurementPage next = spare ?? new MeasurementPage();
                    ahead = Task.Run(() => ReadBehind(last, next));
                }

                foreach (StoredMeasurement stored in page.Measurements)
                {
                    if (query.ArrivedAfter is null || Passes(stored, query, asked))
                    {
                        yield return stored;
                    }
                }

                if (ahead is null)
                {
                    yield break;
                }

                (spare, page) = (page, ahead.GetAwaiter().GetResult());
                ahead = null;
            }
        }
        finally
        {
            // Who wants no more leaves in the middle of a page, while the next is read: its statements must last until then.
            ahead?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
            database.Rollback();
        }
    }

    /// <summary>Reads measurements of which the ids are known, in their order; without people's names.</summary>
    /// <param name="ids">Their ids, <see cref="MeasurementPage.Size"/> at most.</param>
    public IReadOnlyList<StoredMeasurement> Read(IReadOnlyList<long> ids)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MeasurementPage.Size);
        if (ids.Count == 0)
        {
            return [];
        }

        var sql = new StringBuilder(Columns).Append("\nWHERE m.id IN (");
        sql.AppendJoin(", ", Enumerable.Range(1, ids.Count).Select(static number => string.Create(CultureInfo.InvariantCulture, $"${number}"))).Append(") ORDER BY m.id");
        using Statement rows = database.Prepare(sql.ToString());
        for (int i = 0; i < ids.Count; i++)
        {
            rows.Bind(i + 1, ids[i]);
        }

        var page = new MeasurementPage();
        ReadPage(rows, KnownPeople.Nobody, page);
        using Statement values = database.Prepare(MeasurementPage.ValuesSql);
        using Statement candidates = database.Prepare(MeasurementPage.CandidatesSql);
        page.Complete(values, candidates);
        return page.Measurements;
    }

    /// <summary>
    /// The text for a page of a query, behind the measurement that the last two parameters name: only the conditions that are
    /// asked for, so that each finds its index. What arrived is looked for by id alone: it is little, and no index has that order.
    /// </summary>
    internal static string Sql(MeasurementQuery query, int users)
    {
        if (query.ArrivedAfter is not null)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Columns}\nWHERE m.id > $1 AND m.deleted_at IS NULL ORDER BY m.id LIMIT {MeasurementPage.Size}");
        }

        var sql = new StringBuilder(Columns).Append("\nWHERE ");
        int parameter = 0;
        string Next() => string.Create(CultureInfo.InvariantCulture, $"${++parameter}");

        if (users == 1)
        {
            sql.Append("m.user_id = ").Append(Next()).Append(" AND ");
        }
        else if (users > 1)
        {
            sql.Append("m.user_id IN (").AppendJoin(", ", Enumerable.Range(0, users).Select(_ => Next())).Append(") AND ");
        }

        if (query.Mac is not null)
        {
            sql.Append("m.mac = ").Append(Next()).Append(" AND ");
        }

        if (query.Until is not null)
        {
            sql.Append("m.taken_at < ").Append(Next()).Append(" AND ");
        }

        if (query.Id is not null)
        {
            sql.Append("m.id = ").Append(Next()).Append(" AND ");
        }

        if (query.Unassigned)
        {
            sql.Append("m.user_id IS NULL AND ");
        }

        if (query.NewestFirst && query.Since is not null)
        {
            sql.Append("m.taken_at >= ").Append(Next()).Append(" AND ");
        }

        sql.Append(query.Deleted ? "m.deleted_at IS NOT NULL AND " : "m.deleted_at IS NULL AND ");
        (char comes, string order) = query.NewestFirst ? ('<', " DESC") : ('>', string.Empty);
        return sql.Append(CultureInfo.InvariantCulture, $"(m.taken_at, m.id) {comes} ({Next()}, {Next()})\nORDER BY m.taken_at{order}, m.id{order} LIMIT {MeasurementPage.Size}").ToString();
    }

    private static void Bind(Statement rows, MeasurementQuery query, List<long>? users, StoredMeasurement? last)
    {
        if (query.ArrivedAfter is { } arrived)
        {
            rows.Bind(1, last?.Id ?? arrived);
            return;
        }

        int parameter = 0;
        foreach (long user in users ?? [])
        {
            rows.Bind(++parameter, user);
        }

        if (query.Mac is not null)
        {
            rows.Bind(++parameter, query.Mac);
        }

        if (query.Until is { } until)
        {
            rows.Bind(++parameter, WholeSecondsFrom(until));
        }

        if (query.Id is { } id)
        {
            rows.Bind(++parameter, id);
        }

        if (query.NewestFirst && query.Since is { } earliest)
        {
            rows.Bind(++parameter, WholeSecondsFrom(earliest));
        }

        MeasurementPlace behind = last is null ? FirstPlace(query) : new MeasurementPlace(last.Measurement.TakenAt, last.Id);
        rows.Bind(++parameter, behind.TakenAt);
        rows.Bind(++parameter, behind.Id);
    }

    // No id is less than 1: what is read begins with the first measurement of its second. And none is as large as there are numbers.
    private static MeasurementPlace FirstPlace(MeasurementQuery query) =>
        query.Behind is { } behind ? behind
        : query.NewestFirst ? new MeasurementPlace(long.MaxValue, long.MaxValue)
        : new MeasurementPlace(query.Since is { } since ? WholeSecondsFrom(since) : long.MinValue, 0);

    private void ReadPage(Statement rows, KnownPeople people, MeasurementPage page)
    {
        while (rows.Step())
        {
            long? user = rows.NullableInt64(3);
            int candidates = rows.Int32(4);
            var users = new List<long>(Math.Max(candidates, 1));
            var values = new List<MeasuredValue>(2);
            Assignment? assignment = rows.IsNull(MethodColumn) ? null : AssignmentAt(rows);
            // What the scale said stays apart from whose it is.
            if ((assignment is null ? user : assignment.SaidUserId) is { } only)
            {
                users.Add(only);
            }

            Person? person = user is { } known ? people.Of(known) : null;
            page.Add(
                new StoredMeasurement
                {
                    Id = rows.Int64(0),
                    Measurement = new Measurement(_texts.Of(rows.Utf8(1)), Timestamp.Checked(rows.Int64(2)), users, rows.NullableInt32(5), rows.NullableInt32(6), values),
                    UserId = user,
                    User = person?.ShortName,
                    Person = person,
                    Assignment = assignment,
                    Battery = rows.NullableInt32(7),
                    Firmware = rows.IsNull(8) ? null : _texts.Of(rows.Utf8(8)),
                    Source = MeasurementSourceText.Parse(_texts.Of(rows.Utf8(9))),
                    ReceivedAt = Timestamp.ToTime(rows.Int64(10)),
                    Plausible = rows.Int32(11) != 0,
                    SessionId = rows.NullableText(12),
                    RecordingId = rows.NullableInt64(13),
                    Forwarded = OutboxStateText.Forwarded(rows.IsNull(OutboxColumn) ? null : _texts.Of(rows.Utf8(OutboxColumn))),
                },
                values);
            if (candidates > 0)
            {
                page.AddAmbiguous(users);
            }
        }
    }

    private static bool Passes(StoredMeasurement stored, MeasurementQuery query, List<long>? users) =>
        (users is null || (stored.UserId is { } user && users.Contains(user)))
        && (query.Mac is null || query.Mac == stored.Measurement.Mac)
        && (query.Since is not { } since || stored.Measurement.TakenAt >= WholeSecondsFrom(since))
        && (query.Until is not { } until || stored.Measurement.TakenAt < WholeSecondsFrom(until));

    // The first whole second that is not before the moment.
    private static long WholeSecondsFrom(DateTimeOffset moment) =>
        moment.ToUnixTimeSeconds() + (moment.UtcTicks % TimeSpan.TicksPerSecond == 0 ? 0 : 1);

    // A number that means nobody known may still have been archived.
    private static List<long> Matching(string asked, KnownPeople people)
    {
        List<long> ids = [.. people.Named(asked).SelectMany(static person => person.VendorIds)];
        if (ids.Count == 0 && long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            ids.Add(id);
        }

        return ids;
    }

    private static Assignment AssignmentAt(Statement rows) => new(
        rows.Text(MethodColumn) == "owner" ? AssignmentMethod.Owner : AssignmentMethod.Rule,
        rows.Text(MethodColumn + 1),
        rows.NullableInt64(MethodColumn + 2));
}
