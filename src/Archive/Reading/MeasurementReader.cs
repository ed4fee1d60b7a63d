using System.Globalization;
using System.Text;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Reads measurements as a stream, a page at a time, as of one moment and whatever the archive's size. The order comes from
/// indexes, so the first is there at once. While a page is made use of, the next is read; and where there are many, the values
/// by another connection than the rows, so that two processors share the work.
/// </summary>
/// <param name="database">The connection.</param>
internal sealed class MeasurementReader(Database database)
{
    private const int MethodColumn = 14;
    private const int OutboxColumn = MethodColumn + 3;

    private readonly RepeatedText _texts = new();

    /// <summary>Reads what a query asks for, oldest first, or where it asks for what arrived, in the order of arrival.</summary>
    /// <param name="query">The query.</param>
    /// <param name="known">Says who is known, on the same connection: whoever came with a measurement is read with it.</param>
    public IEnumerable<StoredMeasurement> Read(MeasurementQuery query, PeopleReader known)
    {
        database.BeginReading();
        try
        {
            KnownPeople people = known.AllOfTheMoment();
            List<long>? asked = query.User is null ? null : Matching(query.User, people);
            if (asked is { Count: 0 })
            {
                yield break;
            }

            foreach (StoredMeasurement stored in Stream(query, asked, people))
            {
                yield return stored;
            }
        }
        finally
        {
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

        var sql = new StringBuilder(MeasurementSql.Columns).Append("\nWHERE m.id IN (");
        sql.AppendJoin(", ", Enumerable.Range(1, ids.Count).Select(static number => string.Create(CultureInfo.InvariantCulture, $"${number}"))).Append(") ORDER BY m.id");
        using Statement rows = database.Prepare(sql.ToString());
        for (int i = 0; i < ids.Count; i++)
        {
            rows.Bind(i + 1, ids[i]);
        }

        var page = new MeasurementPage();
        ReadPage(rows, KnownPeople.Nobody, page);
        using var values = new ValueReader(database);
        values.Complete(page);
        return page.Measurements;
    }

    private IEnumerable<StoredMeasurement> Stream(MeasurementQuery query, List<long>? asked, KnownPeople people)
    {
        Task<MeasurementPage>? ahead = null;
        using Statement joined = database.Prepare(MeasurementSql.Of(query, asked?.Count ?? 0));
        using var values = new ValueReader(database);
        Statement? alone = null;
        ValueReader? beside = null;
        try
        {
            MeasurementPage ReadBehind(StoredMeasurement? last, MeasurementPage page)
            {
                Statement rows = alone ?? joined;
                page.Clear();
                MeasurementSql.Bind(rows, query, asked, last);
                ReadPage(rows, people, page);
                if (beside is null)
                {
                    values.Complete(page);
                }

                return page;
            }

            MeasurementPage page = ReadBehind(last: null, new MeasurementPage());
            if (page.IsFull && query.Limit > MeasurementPage.Size)
            {
                alone = database.Number(MeasurementSql.AnyJoined) == 0 ? database.Prepare(MeasurementSql.Of(query, asked?.Count ?? 0, MeasurementSql.ColumnsAlone)) : null;
                beside = ValueReader.Beside(database);
            }

            MeasurementPage? spare = null;
            int left = query.Limit;
            while (true)
            {
                // Of what arrived, others than those asked for are read too: a page may hold few of them, or none.
                if (page.IsFull && (left > MeasurementPage.Size || query.ArrivedAfter is not null))
                {
                    StoredMeasurement last = page.Measurements[^1];
                    MeasurementPage next = spare ?? new MeasurementPage();
                    ahead = Task.Run(() => ReadBehind(last, next));
                }

                if (!page.IsComplete)
                {
                    beside!.Complete(page);
                }

                foreach (StoredMeasurement stored in page.Measurements)
                {
                    if (query.ArrivedAfter is null || Passes(stored, query, asked))
                    {
                        yield return stored;
                        if (--left == 0)
                        {
                            yield break;
                        }
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
            alone?.Dispose();
            beside?.Dispose();
        }
    }

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
        && (query.Since is not { } since || stored.Measurement.TakenAt >= MeasurementSql.WholeSecondsFrom(since))
        && (query.Until is not { } until || stored.Measurement.TakenAt < MeasurementSql.WholeSecondsFrom(until));

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
