using System.Globalization;
using System.Text;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Reads measurements as a stream: one row and its values at a time, whatever the archive's size. The order comes from
/// indexes, so the first is there at once. It is one statement, as PostgreSQL answers one at a time, and as asking again
/// for each measurement costs more than its values.
/// </summary>
/// <param name="database">The connection.</param>
internal sealed class MeasurementReader(Database database)
{
    private const string Columns =
        """
        SELECT m.id, m.mac, m.taken_at, m.user_id, m.candidates, m.attribution, m.device_type, m.battery, m.firmware,
            m.source, m.received_at, m.plausible, m.session_id, m.recording_id, v.position, v.type, v.raw, v.exponent, c.user_id
        FROM measurement m
        LEFT JOIN measurement_value v ON v.measurement_id = m.id
        LEFT JOIN measurement_candidate c ON m.candidates > 0 AND c.measurement_id = m.id
        """;

    private const int PositionColumn = 14;
    private const int CandidateColumn = 18;

    /// <summary>Reads what a query asks for, oldest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="people">Everybody known.</param>
    public IEnumerable<StoredMeasurement> Read(MeasurementQuery query, IReadOnlyList<ScaleUser> people)
    {
        IReadOnlyList<long>? asked = query.User is null ? null : Matching(query.User, people);
        if (asked is { Count: 0 })
        {
            yield break;
        }

        Dictionary<long, string> names = people.ToDictionary(static user => user.Id, static user => user.ShortName);
        using Statement rows = Prepare(query, asked);
        bool found = rows.Step();
        while (found)
        {
            long id = rows.Int64(0);
            long? user = rows.NullableInt64(3);
            var users = new List<long>(1);
            var values = new List<MeasuredValue>(2);
            var stored = new StoredMeasurement
            {
                Id = id,
                Measurement = new Measurement(rows.Text(1), rows.Int64(2), users, rows.NullableInt32(5), rows.NullableInt32(6), values),
                UserId = user,
                User = user is { } named ? names.GetValueOrDefault(named) : null,
                Battery = rows.NullableInt32(7),
                Firmware = rows.NullableText(8),
                Source = MeasurementSourceText.Parse(rows.Text(9)),
                ReceivedAt = Timestamp.ToTime(rows.Int64(10)),
                Plausible = rows.Int32(11) != 0,
                SessionId = rows.NullableText(12),
                RecordingId = rows.NullableInt64(13),
                Forwarded = ForwardState.Off,
            };
            if (user is { } only)
            {
                users.Add(only);
            }

            found = ReadValues(rows, id, values, users);
            yield return stored;
        }
    }

    /// <summary>The text for a query: only the conditions that are asked for, so that each finds its index.</summary>
    internal static string Sql(MeasurementQuery query, int users)
    {
        var sql = new StringBuilder(Columns);
        int parameter = 0;
        string Next() => string.Create(CultureInfo.InvariantCulture, $"${++parameter}");
        void Where(string condition) => sql.Append(parameter == 0 ? "\nWHERE " : " AND ").Append(condition);

        if (users == 1)
        {
            Where("m.user_id = ");
            sql.Append(Next());
        }
        else if (users > 1)
        {
            Where("m.user_id IN (");
            sql.AppendJoin(", ", Enumerable.Range(0, users).Select(_ => Next())).Append(')');
        }

        if (query.Mac is not null)
        {
            Where("m.mac = ");
            sql.Append(Next());
        }

        if (query.Since is not null)
        {
            Where("m.taken_at >= ");
            sql.Append(Next());
        }

        if (query.Until is not null)
        {
            Where("m.taken_at < ");
            sql.Append(Next());
        }

        return sql.Append("\nORDER BY m.taken_at, m.id, v.position, c.position").ToString();
    }

    private Statement Prepare(MeasurementQuery query, IReadOnlyList<long>? users)
    {
        Statement rows = database.Prepare(Sql(query, users?.Count ?? 0));
        int parameter = 0;
        foreach (long user in users ?? [])
        {
            rows.Bind(++parameter, user);
        }

        if (query.Mac is not null)
        {
            rows.Bind(++parameter, query.Mac);
        }

        if (query.Since is { } since)
        {
            rows.Bind(++parameter, WholeSecondsFrom(since));
        }

        if (query.Until is { } until)
        {
            rows.Bind(++parameter, WholeSecondsFrom(until));
        }

        return rows;
    }

    // The first whole second that is not before the moment.
    private static long WholeSecondsFrom(DateTimeOffset moment) =>
        moment.ToUnixTimeSeconds() + (moment.UtcTicks % TimeSpan.TicksPerSecond == 0 ? 0 : 1);

    private static List<long> Matching(string asked, IReadOnlyList<ScaleUser> users)
    {
        List<long> ids = [.. users
            .Where(user => string.Equals(user.ShortName.Trim(), asked.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(static user => user.Id)];
        if (long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && !ids.Contains(id))
        {
            ids.Add(id);
        }

        return ids;
    }

    // A row for each value, and where the scale named several users, for each of these with each value. Whether there is a
    // row of the next measurement, which is then at hand.
    private static bool ReadValues(Statement rows, long id, List<MeasuredValue> values, List<long> users)
    {
        int first = rows.NullableInt32(PositionColumn) ?? 0;
        int last = -1;
        do
        {
            int position = rows.NullableInt32(PositionColumn) ?? first;
            if (position != last && !rows.IsNull(PositionColumn))
            {
                values.Add(new MeasuredValue(rows.Int32(PositionColumn + 1), rows.Int64(PositionColumn + 2), rows.Int32(PositionColumn + 3)));
                last = position;
            }

            if (position == first && rows.NullableInt64(CandidateColumn) is { } candidate)
            {
                users.Add(candidate);
            }

            if (!rows.Step())
            {
                return false;
            }
        }
        while (rows.Int64(0) == id);

        return true;
    }
}
