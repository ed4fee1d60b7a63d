using System.Globalization;
using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// One connection to the archive's file. Not for several threads at once. It is SQLite itself, without
/// Microsoft.Data.Sqlite over it, which spends more on each statement than SQLite does; see <see cref="Statement"/>.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // Room for the pages that a busy archive touches between two checkpoints, KiB.
    private const int WriterCache = 8 * 1024;

    // What a burst has blown the log up to is given back down to this, bytes.
    private const int LogSizeKept = 64 * 1024 * 1024;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(ArchiveOptions options)
    {
        Path = options.Path;
        int result = raw.sqlite3_open_v2(options.Path, out sqlite3 handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, vfs: null);
        Handle = handle;
        if (result != raw.SQLITE_OK)
        {
            ArchiveException fault = Fault(result);
            handle.Dispose();
            throw fault;
        }

        raw.sqlite3_busy_timeout(handle, (int)options.BusyTimeout.TotalMilliseconds);
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>For SQLite's own functions.</summary>
    public sqlite3 Handle { get; }

    /// <summary>A transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Opens the connection that writes, and makes sure that what it commits is on the disk.</summary>
    /// <exception cref="ArchiveException">The file is no database, is locked, or cannot be written.</exception>
    public static SqliteDatabase OpenWriter(ArchiveOptions options) => Open(options, static (database, options) =>
    {
        // A commit is one append to the log, and FULL waits for the disk with each.
        string mode = database.Text("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new ArchiveException($"archive {database.Path}: it cannot keep a write-ahead log there (journal mode {mode}); put it on a local disk");
        }

        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA synchronous = {(options.Bulk ? "NORMAL" : "FULL")}; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{WriterCache}; PRAGMA wal_autocheckpoint = {options.CheckpointPages}; PRAGMA journal_size_limit = {LogSizeKept};"));
    });

    /// <summary>Opens a connection that only reads. In WAL mode it neither waits for the writer nor holds it up.</summary>
    /// <exception cref="ArchiveException">The file cannot be read.</exception>
    public static SqliteDatabase OpenReader(ArchiveOptions options) =>
        Open(options, static (database, _) => database.Execute("PRAGMA query_only = ON"));

    /// <summary>Prepares a statement, to be kept.</summary>
    public Statement Prepare(string sql) => new(this, sql);

    /// <summary>Runs statements that are not worth preparing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>Asks for one value, as text.</summary>
    public string Text(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : string.Empty;
    }

    /// <summary>Asks for one number; null is 0.</summary>
    public long Number(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Throws where a function of SQLite did not succeed.</summary>
    public void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Fault(result);
        }
    }

    /// <summary>The error of the function that was called last.</summary>
    public ArchiveException Fault(int result)
    {
        int extended = raw.sqlite3_extended_errcode(Handle);

        // Misuse leaves the connection's own code as it was.
        int code = (extended & 0xff) == (result & 0xff) ? extended : result;
        return SqliteFault.Of(Path, code, raw.sqlite3_errmsg(Handle).utf8_to_string());
    }

    /// <summary>Undoes what is not committed. SQLite may have done so by itself, on a full disk for example.</summary>
    public void Rollback()
    {
        if (!InTransaction)
        {
            return;
        }

        // It may report the error that it is called for once more; all that matters is that the transaction is over.
        int result = raw.sqlite3_exec(Handle, "ROLLBACK");
        if (InTransaction)
        {
            throw Fault(result);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static SqliteDatabase Open(ArchiveOptions options, Action<SqliteDatabase, ArchiveOptions> prepare)
    {
        var database = new SqliteDatabase(options);
        try
        {
            prepare(database, options);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
