using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Maintenance;
using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// One connection to the archive's file. Not for several threads at once. It is SQLite itself, without
/// Microsoft.Data.Sqlite over it, which spends more on each statement than SQLite does; see <see cref="SqliteStatement"/>.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private readonly ArchiveOptions _options;
    private bool _toDisk = true;
    private Statement? _begin;
    private Statement? _commit;
    private SqliteBeside? _beside;
    private bool _filling;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(ArchiveOptions options)
    {
        Name = options.Path;
        _options = options;
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

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>For SQLite's own functions.</summary>
    public sqlite3 Handle { get; }

    /// <summary>A transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Opens the connection that writes, and makes sure that what it commits is on the disk.</summary>
    /// <exception cref="ArchiveException">The file is no database, is locked, or cannot be written.</exception>
    public static SqliteDatabase OpenWriter(ArchiveOptions options) =>
        Open(options, SqliteWriterSettings.Apply);

    /// <summary>Opens a connection that only reads. In WAL mode it neither waits for the writer nor holds it up.</summary>
    /// <exception cref="ArchiveException">The file cannot be read.</exception>
    public static SqliteDatabase OpenReader(ArchiveOptions options) =>
        Open(options, static (database, _) => database.Execute("PRAGMA query_only = ON"));

    /// <summary>Opens an empty file that a backup is to fill.</summary>
    /// <exception cref="ArchiveException">The file cannot be opened.</exception>
    public static SqliteDatabase OpenTarget(string path) =>
        Open(new ArchiveOptions { Path = path }, static (database, _) => database.Execute("PRAGMA fullfsync = ON"));

    /// <inheritdoc/>
    public override Statement Prepare(string sql) => new SqliteStatement(this, sql);

    /// <inheritdoc/>
    public override void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>Executes what takes long. Cancelled, it is as if it had not begun.</summary>
    /// <exception cref="ArchiveException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ExecuteInterruptibly(string sql, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CancellationTokenRegistration interruption = cancellation.Register(() => raw.sqlite3_interrupt(Handle));
        int result = raw.sqlite3_exec(Handle, sql);
        if (result == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellation);
        }

        Check(result);
    }

    /// <inheritdoc/>
    public override void BeginWriting(bool toDisk = true)
    {
        RefuseMoved();
        // In WAL mode NORMAL leaves the log with the operating system until the next commit that is FULL.
        if (toDisk != _toDisk && !_options.Bulk)
        {
            Execute(toDisk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _toDisk = toDisk;
        }

        (_begin ??= Prepare("BEGIN IMMEDIATE")).Run();
    }

    /// <inheritdoc/>
    public override void BeginReading() => Execute("BEGIN");

    /// <inheritdoc/>
    public override Database? OpenBeside()
    {
        SqliteDatabase other = OpenReader(_options);
        bool same = false;
        try
        {
            other.BeginReading();
            same = SqliteSnapshot.IsSame(Handle, other.Handle);
            return same ? other : null;
        }
        finally
        {
            // Somebody has written since: a moment that is over cannot be had again, and what is read must fit together.
            if (!same)
            {
                other.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override void Commit()
    {
        (_commit ??= Prepare("COMMIT")).Run();

        // Else it could have gone meanwhile, and what is acknowledged with it.
        RefuseMoved();
        EndFilling();
        _beside?.Look();
    }

    /// <inheritdoc/>
    public override bool IsFilling => _filling;

    /// <inheritdoc/>
    public override void FilledOn() => _beside?.Look();

    /// <inheritdoc/>
    public override void BeginBulk()
    {
        _filling = Text("PRAGMA journal_mode") != "wal";
        _beside = _filling ? SqliteWriterSettings.BeginFilling(this) : SqliteWriterSettings.BeginBulk(this, _options);
    }

    /// <inheritdoc/>
    // Where another process has the archive open too, closing it would not carry the log over.
    public override void EndBulk()
    {
        EndFilling();
        EndBeside();
        CarryLogOver();
    }

    /// <summary>Brings what is in the log to the disk, and into the database as far as nobody still reads what was there before.</summary>
    /// <exception cref="ArchiveException">It stays in the log.</exception>
    public void CarryLogOver() => Execute("PRAGMA wal_checkpoint(PASSIVE)");

    /// <inheritdoc/>
    public override bool HasTable(string name)
    {
        using Statement table = Prepare("SELECT 1 FROM sqlite_master WHERE name = $1");
        bool found = table.Bind(1, name).Step();
        table.Reset();
        return found;
    }

    /// <inheritdoc/>
    public override bool HasTables() => Number("SELECT COUNT(*) FROM sqlite_master") > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns(string table)
    {
        var columns = new List<Column>();
        using Statement info = Prepare("SELECT name, type FROM pragma_table_info($1) ORDER BY cid");
        info.Bind(1, table);
        while (info.Step())
        {
            columns.Add(new Column(info.Text(0), info.Text(1) switch { "TEXT" => ColumnKind.Text, "BLOB" => ColumnKind.Bytes, _ => ColumnKind.Number }));
        }

        return columns;
    }

    /// <inheritdoc/>
    public override void TookIds(string table)
    {
        // A new id is the largest there is and one more.
    }

    /// <inheritdoc/>
    public override void LockSchema()
    {
        // Whoever writes has the whole file.
    }

    /// <inheritdoc/>
    public override IEnumerable<ArchiveFault> FindDamage() => SqliteIntegrity.FaultsOf(this, SqliteIntegrity.FindDamage(this, indexes: true));

    /// <inheritdoc/>
    // Another program need not keep to them.
    public override IEnumerable<ArchiveFault> FindOrphans() => SqliteIntegrity.FindOrphans(this);

    /// <inheritdoc/>
    public override ArchiveSize Size()
    {
        long page = Number("PRAGMA page_size");
        var log = new FileInfo(Name + "-wal");
        return new ArchiveSize(page * Number("PRAGMA page_count"), log.Exists ? log.Length : 0, page * Number("PRAGMA freelist_count"));
    }

    /// <inheritdoc/>
    public override string Dialect(string schema) => schema;

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
        return SqliteFault.Of(Name, code, raw.sqlite3_errmsg(Handle).utf8_to_string());
    }

    /// <inheritdoc/>
    public override void Rollback()
    {
        // SQLite may have done so by itself, on a full disk for example.
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
    public override void Dispose()
    {
        EndBeside();
        _begin?.Dispose();
        _commit?.Dispose();
        Handle.Dispose();
    }

    private void EndFilling()
    {
        if (_filling)
        {
            _filling = false;
            EndBeside();
            _beside = SqliteWriterSettings.BeginBulk(this, _options);
        }
    }

    private void EndBeside()
    {
        _beside?.Dispose();
        _beside = null;
    }

    // What is written to a file that is no longer there under its name, nobody will find; and the log beside it may be
    // that of another archive by now.
    private void RefuseMoved()
    {
        if (SqliteFile.HasMoved(Handle))
        {
            throw new ArchiveException($"archive {Name}: the file was moved, deleted or replaced while it was in use; end this program, put the right file there, and start again") { IsInDoubt = true };
        }
    }

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
