using System.Globalization;
using System.Text;
using ScaleProxy.Archive.Sqlite;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Reads measurements as a stream: one row and its values at a time, whatever the archive's size. The order comes from
/// an index, so the first is there at once.
/// </summary>
/// <param name="database">The connection.</param>
internal sealed class MeasurementReader(SqliteDatabase database)
{
    private const string Columns =
        """
        SELECT m.id, m.mac, m.taken_at, m.user_id, m.candidates, m.attribution, m.device_type, m.battery, m.firmware,
            m.source, m.received_at, m.plausible, m.session_id, m.recording_id
        FROM measurement m
        """;

    /// <summary>Reads what a query asks for, oldest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="users">Everybody known.</param>
    public IEnumerable<StoredMeasurement> Read(MeasurementQuery query, IReadOnlyList<ScaleUser> users)
    {
        IReadOnlyList<long>? asked = query.User is null ? null : Matching(query.User, users);
        if (asked is { Count: 0 })
        {
            yield break;
        }

        Dictionary<long, string> names = users.ToDictionary(static user => user.Id, static user => user.ShortName);
        using Statement rows = Prepare(query, asked);
        using Statement values = database.Prepare("SELECT type, raw, exponent FROM measurement_value WHERE measurement_id = $1 ORDER BY position");
        using Statement candidates = database.Prepare("SELECT user_id FROM measurement_candidate WHERE measurement_id = $1 ORDER BY position");
        while (rows.Step())
        {
            long id = rows.Int64(0);
            long? user = rows.NullableInt64(3);
            yield return new StoredMeasurement
            {
                Id = id,
                Measurement = new Measurement(
                    rows.Text(1),
                    rows.Int64(2),
                    user is { } only ? [only] : rows.Int32(4) == 0 ? [] : Candidates(candidates, id),
                    rows.NullableInt32(5),
                    rows.NullableInt32(6),
                    Values(values, id)),
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

        return sql.Append("\nORDER BY m.taken_at, m.id").ToString();
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

    private static List<MeasuredValue> Values(Statement values, long measurement)
    {
        var list = new List<MeasuredValue>(2);
        values.Bind(1, measurement);
        while (values.Step())
        {
            list.Add(new MeasuredValue(values.Int32(0), values.Int64(1), values.Int32(2)));
        }

        return list;
    }

    private static List<long> Candidates(Statement candidates, long measurement)
    {
        var list = new List<long>(2);
        candidates.Bind(1, measurement);
        while (candidates.Step())
        {
            list.Add(candidates.Int64(0));
        }

        return list;
    }
}
