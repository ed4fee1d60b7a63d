using System.Globalization;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>How the connection that writes has its file, its log and its memory.</summary>
internal static class SqliteWriterSettings
{
    // Room for the pages that a full batch touches, several times over, KiB where they are the usual ones. More of them would
    // cost: a commit goes through all of them, once SQLite has put pages in order (balance_nonroot does so by way of a page
    // number beyond the end of the file).
    private const int WriterCache = 1024;

    // A great many rows at once come to places all over the indexes.
    private const int BulkCache = 8 * 1024;

    // What a burst has blown the log up to is given back down to this, bytes.
    private const int LogSizeKept = 64 * 1024 * 1024;

    // Of a great many rows the log is carried over beside the writing, so many times until it is as long as it may get; what is
    // left then the writer carries over, and the log begins anew.
    private const int CarriedBesideUntilFull = 8;

    // What the options count pages by, bytes.
    private const int UsualPage = 4096;

    // A file that an import begins is mostly recordings, of which each takes more than such a page holds: a third of every page
    // stayed empty. Larger ones hold them in three quarters of the bytes, and are a quarter as many to be written.
    private const int BulkPage = 16 * 1024;

    /// <summary>Makes sure that what the connection commits is on the disk.</summary>
    /// <returns>What carries the log over beside it, in bulk; else null.</returns>
    /// <exception cref="ArchiveException">The file is no database, is locked, or cannot be written.</exception>
    public static SqliteCheckpointer? Apply(SqliteDatabase database, ArchiveOptions options)
    {
        if (options.Bulk)
        {
            // A file that is there keeps its pages as they are.
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {BulkPage}"));
        }

        // A commit is one append to the log, and FULL waits for the disk with each; on Apple's systems it takes fullfsync to.
        string mode = database.Text("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new ArchiveException($"archive {database.Name}: it cannot keep a write-ahead log there (journal mode {mode}); put it on a local disk");
        }

        long page = database.Number("PRAGMA page_size");
        long logPages = Math.Max(1, options.CheckpointPages * (long)UsualPage / page);
        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA synchronous = {(options.Bulk ? "NORMAL" : "FULL")}; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{(options.Bulk ? BulkCache : WriterCache * page / UsualPage)}; PRAGMA wal_autocheckpoint = {logPages}; PRAGMA journal_size_limit = {LogSizeKept};"));
        return options.Bulk ? new SqliteCheckpointer(options, (int)Math.Max(1, logPages / CarriedBesideUntilFull)) : null;
    }
}
