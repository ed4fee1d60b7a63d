using ScaleProxy.Archive.Schema;
using ScaleProxy.Archive.Sqlite;

namespace ScaleProxy.Archive.Maintenance;

/// <summary>Gives the space back that an archive's file holds and has no use for.</summary>
public static class ArchiveVacuum
{
    // What is kept is written twice before the file shrinks: into a temporary one, and into the log.
    private const int CopiesOnTheWay = 2;

    /// <summary>Writes the file anew, without what is unused. Nobody may answer scales from it meanwhile: they would have to wait.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The time.</param>
    /// <param name="freeBytes">How much room there is where a folder lies, bytes.</param>
    /// <param name="cancellation">Ends it; the file stays as it was then.</param>
    /// <returns>What it took before, and takes now.</returns>
    /// <exception cref="ArchiveException">Another process has it or keeps it locked, there is no room, or a server keeps it.</exception>
    public static (ArchiveSize Before, ArchiveSize After) Run(ArchiveOptions options, TimeProvider clock, Func<string, long> freeBytes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(freeBytes);
        options = ExistingArchive.FindFile(options, "its space is PostgreSQL's own to give back: VACUUM FULL, in psql");
        using SqliteDatabase database = SqliteDatabase.OpenWriter(options);
        Migrator.Applied(database, Migration.All[^1].Number);
        using ArchiveLease lease = ArchiveLease.Take(options.Path, "scaleproxy archive vacuum", clock);
        ArchiveSize before = database.Size();
        string folder = Path.GetDirectoryName(options.Path)!;
        RefuseWithoutRoom(database, before, freeBytes(folder));

        // Weights do not lie about in /tmp, which may be small, too.
        database.Execute($"PRAGMA temp_store_directory = '{folder.Replace("'", "''", StringComparison.Ordinal)}'");
        try
        {
            database.ExecuteInterruptibly("VACUUM", cancellation);
        }
        finally
        {
            database.Execute("PRAGMA temp_store_directory = ''");
        }

        // Where somebody reads an older state, the file shrinks with a later checkpoint.
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return (before, database.Size());
    }

    private static void RefuseWithoutRoom(SqliteDatabase database, ArchiveSize size, long free)
    {
        long needed = CopiesOnTheWay * (size.Bytes - size.UnusedBytes);
        if (free < needed)
        {
            throw new ArchiveException(FormattableString.Invariant(
                $"archive {database.Name}: to give {size.UnusedBytes:N0} unused bytes back takes {needed:N0} bytes of room for a while, and {free:N0} are free; make room on that disk"));
        }
    }
}
