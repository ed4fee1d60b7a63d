using System.Globalization;
using System.Text;
using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>The statements that read a page of measurements.</summary>
internal static class MeasurementSql
{
    /// <summary>Above 0 where anything at all has been assigned or is handed on.</summary>
    public const string AnyJoined = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM assignment LIMIT 1) a) + (SELECT COUNT(*) FROM (SELECT 1 FROM outbox LIMIT 1) o)";

    private const string Own =
        """
        SELECT m.id, m.mac, m.taken_at, m.user_id, m.candidates, m.attribution, m.device_type, m.battery, m.firmware,
            m.source, m.received_at, m.plausible, m.session_id, m.recording_id
        """;

    /// <summary>The columns of all that is known of a measurement.</summary>
    public const string Columns =
        $"""
        {Own}, a.method, a.reason, a.said_user_id, o.state
        FROM measurement m
        LEFT JOIN assignment a ON a.measurement_id = m.id
        LEFT JOIN outbox o ON o.measurement_id = m.id
        """;

    /// <summary>
    /// The same where <see cref="AnyJoined"/> is 0, as in most archives: to look for each measurement in two tables takes half as
    /// long as to read it, also where they are empty.
    /// </summary>
    public const string ColumnsAlone =
        $"""
        {Own}, NULL, NULL, NULL, NULL
        FROM measurement m
        """;

    /// <summary>
    /// The text for a page of a query, behind the measurement that the last two parameters name: only the conditions that are
    /// asked for, so that each finds its index. What arrived is looked for by id alone: it is little, and no index has that order.
    /// </summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="users">How many of the vendor's numbers it means.</param>
    /// <param name="columns"><see cref="Columns"/> or <see cref="ColumnsAlone"/>.</param>
    public static string Of(MeasurementQuery query, int users, string columns = Columns)
    {
        if (query.ArrivedAfter is not null)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{columns}\nWHERE m.id > $1 AND m.deleted_at IS NULL ORDER BY m.id LIMIT {MeasurementPage.Size}");
        }

        var sql = new StringBuilder(columns).Append("\nWHERE ");
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
        return sql.Append(CultureInfo.InvariantCulture, $"(m.taken_at, m.id) {comes} ({Next()}, {Next()})\nORDER BY m.taken_at{order}, m.id{order} LIMIT {Math.Min(query.Limit, MeasurementPage.Size)}").ToString();
    }

    /// <summary>Gives the parameters their values.</summary>
    /// <param name="rows">What <see cref="Of"/> gave, prepared.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="users">The vendor's numbers it means; null where it asks for everybody's.</param>
    /// <param name="last">The last of the page before; null for the first page.</param>
    public static void Bind(Statement rows, MeasurementQuery query, List<long>? users, StoredMeasurement? last)
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

    /// <summary>The first whole second that is not before the moment.</summary>
    public static long WholeSecondsFrom(DateTimeOffset moment) =>
        moment.ToUnixTimeSeconds() + (moment.UtcTicks % TimeSpan.TicksPerSecond == 0 ? 0 : 1);

    // No id is less than 1: what is read begins with the first measurement of its second. And none is as large as there are numbers.
    private static MeasurementPlace FirstPlace(MeasurementQuery query) =>
        query.Behind is { } behind ? behind
        : query.NewestFirst ? new MeasurementPlace(long.MaxValue, long.MaxValue)
        : new MeasurementPlace(query.Since is { } since ? WholeSecondsFrom(since) : long.MinValue, 0);
}
