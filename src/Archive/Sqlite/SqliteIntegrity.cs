using System.Globalization;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Maintenance;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>Asks SQLite whether a file is whole (https://www.sqlite.org/pragma.html#pragma_integrity_check).</summary>
internal static class SqliteIntegrity
{
    private const int MaxFaults = 5;
    private const string NoFault = "ok";
    private const string Heading = "*** in database main ***\n";

    /// <summary>What is damaged, in SQLite's words, the first few; empty where nothing is.</summary>
    /// <param name="database">Any connection.</param>
    /// <param name="indexes">Whether each index is compared with its table, too, which takes several times as long.</param>
    public static IReadOnlyList<string> FindDamage(Database database, bool indexes)
    {
        var damage = new List<string>();
        using Statement check = database.Prepare(string.Create(CultureInfo.InvariantCulture, $"PRAGMA {(indexes ? "integrity_check" : "quick_check")}({MaxFaults})"));
        try
        {
            while (check.Step())
            {
                // It gives several places of one database as lines of one answer, below its name.
                damage.Add(check.Text(0).Replace(Heading, string.Empty, StringComparison.Ordinal).ReplaceLineEndings("; "));
            }
        }
        catch (ArchiveException fault) when (fault.IsDamage)
        {
            damage.Add("there are pages that it cannot be read beyond");
        }

        return damage is [NoFault] ? [] : damage;
    }

    /// <summary>What to do about damage.</summary>
    public static IEnumerable<ArchiveFault> FaultsOf(Database database, IReadOnlyList<string> damage)
    {
        bool onlyIndexes = damage.All(static one => one.StartsWith("row ", StringComparison.Ordinal) || one.StartsWith("wrong # of entries in index", StringComparison.Ordinal));
        return damage.Select(one => new ArchiveFault(one, onlyIndexes
            ? $"stop serve, and have the indexes made anew: sqlite3 {database.Name} REINDEX"
            : $"stop serve, and restore a backup; without one, this saves what can still be read: sqlite3 {database.Name} .recover | sqlite3 NEW"));
    }

    /// <summary>Rows whose foreign key leads nowhere, by table.</summary>
    public static IEnumerable<ArchiveFault> FindOrphans(Database database)
    {
        using Statement rows = database.Prepare(
            """
            SELECT o."table", o.parent, k."from", k."to", COUNT(*)
            FROM pragma_foreign_key_check o JOIN pragma_foreign_key_list(o."table") k ON k.id = o.fkid
            GROUP BY 1, 2, 3, 4
            """);
        while (rows.Step())
        {
            (string table, string parent) = (rows.Text(0), rows.Text(1));
            yield return new ArchiveFault(
                string.Create(CultureInfo.InvariantCulture, $"{rows.Int64(4)} rows of {table} belong to a {parent} that is gone"),
                $"restore a backup that has it, or take them out: sqlite3 {database.Name} 'DELETE FROM {table} WHERE {rows.Text(2)} NOT IN (SELECT {rows.Text(3)} FROM {parent})'");
        }
    }
}
