using System.Globalization;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Maintenance;

/// <summary>What must hold between the rows of an archive, beyond what the database sees to by itself. Each rule is one question.</summary>
internal static class Consistency
{
    private const string ByHand = "stop serve, and run this in the database (with sqlite3 or psql): ";

    private const string LostRecordings =
        "SELECT COUNT(*), MIN(e.id / 16777216) FROM exchange e WHERE NOT EXISTS (SELECT 1 FROM recording r WHERE r.id = e.id / 16777216)";

    // Their bytes are all there; who spoke to whom is not.
    private const string NewRecordings =
        "INSERT INTO recording (id, client, server, source, started_at) SELECT id / 16777216, '', '', 'import', MIN(started_at) FROM exchange "
        + "WHERE id / 16777216 NOT IN (SELECT id FROM recording) GROUP BY id / 16777216";

    private const string WithoutValues =
        "SELECT COUNT(*), MIN(m.id) FROM measurement m WHERE NOT EXISTS (SELECT 1 FROM measurement_value v WHERE v.measurement_id = m.id)";

    private static readonly string s_unreadable = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT COUNT(*), MIN(m.id) FROM measurement m
        WHERE m.source NOT IN ({string.Join(", ", Enum.GetValues<MeasurementSource>().Select(source => $"'{MeasurementSourceText.Of(source)}'"))})
            OR m.taken_at NOT BETWEEN {Measurement.EarliestTime} AND {Measurement.LatestTime}
            OR m.received_at NOT BETWEEN 0 AND {Timestamp.Latest}
            OR m.candidates > 0 AND m.candidates <> (SELECT COUNT(*) FROM measurement_candidate c WHERE c.measurement_id = m.id)
        """);

    /// <summary>What does not hold.</summary>
    public static IEnumerable<ArchiveFault> FindFaults(Database database)
    {
        (long count, long first) = Ask(database, LostRecordings);
        if (count > 0)
        {
            yield return Fault($"{count} exchanges belong to recordings that are gone, the first to {first}", ByHand + NewRecordings);
        }

        (count, first) = Ask(database, WithoutValues);
        if (count > 0)
        {
            yield return Fault($"{count} measurements have no values, the first is {first}", "restore a backup, or look into their recordings for what the scale sent");
        }

        (count, first) = Ask(database, s_unreadable);
        if (count > 0)
        {
            yield return Fault(
                $"{count} measurements cannot be read, the first is {first}: their source, time or people are none",
                $"another program has changed them, or the disk has; restore a backup, or correct them in the table measurement (id {first})");
        }
    }

    private static ArchiveFault Fault(FormattableString what, FormattableString mend) => Fault(what, mend.ToString(CultureInfo.InvariantCulture));

    private static ArchiveFault Fault(FormattableString what, string mend) => new(what.ToString(CultureInfo.InvariantCulture), mend);

    private static (long Count, long First) Ask(Database database, string sql)
    {
        using Statement rows = database.Prepare(sql);
        (long, long) answer = rows.Step() ? (rows.Int64(0), rows.Int64(1)) : default;
        rows.Reset();
        return answer;
    }
}
