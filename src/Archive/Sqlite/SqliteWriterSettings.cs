using System.Diagnostics;
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

    // The indexes of a new file are small. It takes longer to get more memory than to write its pages as they get full.
    private const int FillingCache = 2 * 1024;

    // So much of a transaction that fills a new file is brought to the disk at a time while it goes on, bytes.
    private const long SyncedAtATime = 4 * 1024 * 1024;

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

    /// <summary>
    /// Makes sure that what the connection commits is on the disk. In bulk a new file keeps SQLite's rollback journal at first: as
    /// there is next to nothing in the file that the journal must keep, each page is written once. By way of the log it is written
    /// twice, and by way of many commits several times. Whatever ends the first transaction, the next start finds the file as it
    /// was before that.
    /// </summary>
    /// <exception cref="ArchiveException">The file is no database, is locked, or cannot be written.</exception>
    public static void Apply(SqliteDatabase database, ArchiveOptions options)
    {
        if (options.Bulk)
        {
            // A file that is there keeps its pages as they are.
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {BulkPage}"));
        }

        bool fills = options.Bulk && !database.HasTables();
        if (!fills)
        {
            KeepLog(database, options);
        }

        long page = database.Number("PRAGMA page_size");
        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{(fills ? FillingCache : options.Bulk ? BulkCache : WriterCache * page / UsualPage)}; PRAGMA wal_autocheckpoint = {LogPages(page, options)}; PRAGMA journal_size_limit = {LogSizeKept};"));
    }

    /// <summary>Writes in bulk to a file that is new.</summary>
    /// <returns>What brings to the disk what is written, beside the connection.</returns>
    public static SqliteBeside BeginFilling(SqliteDatabase database) => SqliteBeside.SyncEarly(database, SyncedAtATime);

    /// <summary>Writes in bulk to a file that is new no more.</summary>
    /// <returns>What carries the log over beside the connection.</returns>
    /// <exception cref="ArchiveException">The file is locked, or cannot have a log.</exception>
    public static SqliteBeside BeginBulk(SqliteDatabase database, ArchiveOptions options)
    {
        KeepLog(database, options);
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA synchronous = NORMAL; PRAGMA cache_size = -{BulkCache}"));

        // SQLite opens a log that is new with whatever is read first, and says that the database is locked where it is to carry the
        // log over before that.
        _ = database.HasTables();
        return SqliteBeside.CarryLogOver(database, options, (long)options.CheckpointPages * UsualPage / CarriedBesideUntilFull);
    }

    // A commit is one append to the log, and FULL waits for the disk with each; on Apple's systems it takes fullfsync to.
    private static void KeepLog(SqliteDatabase database, ArchiveOptions options)
    {
        string mode = BeginLog(database, options.BusyTimeout);
        if (mode != "wal")
        {
            throw new ArchiveException($"archive {database.Name}: it cannot keep a write-ahead log there (journal mode {mode}); put it on a local disk");
        }
    }

    // A file that is being filled has no log yet, and SQLite, which waits for a lock elsewhere, does not wait for the one that
    // this takes: it is made to, with a transaction that takes the same. Another may be faster afterwards.
    private static string BeginLog(SqliteDatabase database, TimeSpan patience)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return database.Text("PRAGMA journal_mode = WAL");
            }
            catch (ArchiveException fault) when (fault.IsLocked && Stopwatch.GetElapsedTime(begun) < patience)
            {
                database.Execute("BEGIN EXCLUSIVE; COMMIT");
            }
        }
    }

    private static long LogPages(long page, ArchiveOptions options) => Math.Max(1, options.CheckpointPages * (long)UsualPage / page);
}
