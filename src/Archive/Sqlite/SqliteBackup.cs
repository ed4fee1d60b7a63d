using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// Copies a database page by page (https://www.sqlite.org/backup.html), as of the moment it begins: the source is held in a
/// transaction that reads, so whoever writes to it neither waits nor makes the copy begin anew. `VACUUM INTO` would write
/// every row again and build every index, says nothing on the way, and cannot be interrupted.
/// </summary>
internal static class SqliteBackup
{
    // 4 MiB: often enough to tell how far it is.
    private const int PagesPerStep = 1024;

    /// <summary>Copies a database into an empty file, where it is on the disk at the end.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="target">Where to.</param>
    /// <param name="progress">Told, after each step, how many pages are copied, and of how many.</param>
    /// <param name="cancellation">Ends it after the step at hand.</param>
    /// <exception cref="ArchiveException">One of them cannot be read or written.</exception>
    public static void Copy(SqliteDatabase source, SqliteDatabase target, Action<int, int> progress, CancellationToken cancellation)
    {
        source.BeginReading();
        source.HasTables();
        try
        {
            using sqlite3_backup backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main") ?? throw target.Fault(raw.SQLITE_ERROR);
            int result = raw.SQLITE_OK;
            while (result == raw.SQLITE_OK)
            {
                cancellation.ThrowIfCancellationRequested();
                result = raw.sqlite3_backup_step(backup, PagesPerStep);
                int pages = raw.sqlite3_backup_pagecount(backup);
                progress(pages - raw.sqlite3_backup_remaining(backup), pages);
            }

            // A step's error is told by its result alone; the end is what puts it into the connection's words.
            if (result != raw.SQLITE_DONE)
            {
                raw.sqlite3_backup_finish(backup);
                throw SqliteFault.Of(target.Name, result, "the copy failed");
            }
        }
        finally
        {
            source.Rollback();
        }
    }
}
