using System.Globalization;
using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Schema;

/// <summary>Brings a database to the schema of this version, in one transaction; one that is newer is left alone.</summary>
internal static class Migrator
{
    /// <summary>Applies the steps that the database has not seen.</summary>
    /// <param name="database">The connection that writes.</param>
    /// <param name="steps">What this version knows, in order.</param>
    /// <param name="clock">For the time to note beside each step.</param>
    /// <exception cref="ArchiveException">The database is newer than this version, or another program's.</exception>
    public static void Migrate(Database database, IReadOnlyList<Migration> steps, TimeProvider clock)
    {
        if (Applied(database, steps[^1].Number) == steps[^1].Number)
        {
            return;
        }

        database.BeginWriting();
        try
        {
            // Another process may have been faster; only now is it certain.
            database.LockSchema();
            int current = Current(database);
            if (database.HasTables() && database.Number("SELECT COUNT(*) FROM schema_migration") == 0)
            {
                // They are made together with the list.
                throw new ArchiveException($"archive {database.Name}: it is damaged, as its list of migrations is empty; `scaleproxy archive check` says what else is wrong with it, and how to mend it");
            }

            database.Execute(database.Dialect("CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)"));

            using Statement note = database.Prepare("INSERT INTO schema_migration (number, name, applied_at) VALUES ($1, $2, $3)");
            foreach (Migration step in steps.Where(step => step.Number > current))
            {
                database.Execute(database.Dialect(step.ReadSql()));
                note.Bind(1, step.Number).Bind(2, step.Name).Bind(3, Timestamp.From(clock.GetUtcNow())).Run();
            }

            database.Commit();
        }
        finally
        {
            database.Rollback();
        }
    }

    /// <summary>The number of the last step applied; 0 where there is nothing in the database yet.</summary>
    /// <param name="database">Any connection.</param>
    /// <param name="latest">The last step that this version knows.</param>
    /// <exception cref="ArchiveException">The database is newer than this version, or another program's.</exception>
    public static int Applied(Database database, int latest)
    {
        int current = Current(database);
        return current <= latest
            ? current
            : throw new ArchiveException(string.Create(
                CultureInfo.InvariantCulture,
                $"archive {database.Name}: a newer scaleproxy has written it (schema {current}, this one knows {latest}); use that version or a later one"));
    }

    private static int Current(Database database)
    {
        // In this order: another process may make all of them, at once, between the two questions.
        if (!database.HasTables())
        {
            return 0;
        }

        return database.HasTable("schema_migration")
            ? (int)database.Number("SELECT MAX(number) FROM schema_migration")
            : throw new ArchiveException($"archive {database.Name}: it is another program's database; give another path");
    }
}
