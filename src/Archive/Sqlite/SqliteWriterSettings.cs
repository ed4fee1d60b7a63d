using System.Globalization;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>How the connection that writes has its file, its log and its memory.</summary>
internal static class SqliteWriterSettings
{
    // Room for the pages that a full batch touches, several times over, KiB. More would cost: a commit goes through all of it,
    // once SQLite has put pages in order (balance_nonroot does so by way of a page number beyond the end of the file).
    private const int WriterCache = 1024;

    // A great many rows at once come to places all over the indexes.
    private const int BulkCache = 8 * 1024;

    // What a burst has blown the log up to is given back down to this, bytes.
    private const int LogSizeKept = 64 * 1024 * 1024;

    // Of a great many rows the log is carried over beside the writing, so many times until it is as long as it may get; what is
    // left then the writer carries over, and the log begins anew.
    private const int CarriedBesideUntilFull = 8;

    /// <summary>Makes sure that what the connection commits is on the disk.</summary>
    /// <returns>What carries the log over beside it, in bulk; else null.</returns>
    /// <exception cref="ArchiveException">The file is no database, is locked, or cannot be written.</exception>
    public static SqliteCheckpointer? Apply(SqliteDatabase database, ArchiveOptions options)
    {
        // A commit is one append to the log, and FULL waits for the disk with each; on Apple's systems it takes fullfsync to.
        string mode = database.Text("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new ArchiveException($"archive {database.Name}: it cannot keep a write-ahead log there (journal mode {mode}); put it on a local disk");
        }

        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA synchronous = {(options.Bulk ? "NORMAL" : "FULL")}; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{(options.Bulk ? BulkCache : WriterCache)}; PRAGMA wal_autocheckpoint = {options.CheckpointPages}; PRAGMA journal_size_limit = {LogSizeKept};"));
        return options.Bulk ? new SqliteCheckpointer(options, Math.Max(1, options.CheckpointPages / CarriedBesideUntilFull)) : null;
    }
}
