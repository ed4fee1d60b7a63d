using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// What is done beside the connection that writes, on a thread of its own, each time that one has written so many pages: whoever
/// writes much need not stand still for the disk meanwhile.
/// </summary>
internal sealed class SqliteBeside : IDisposable
{
    // SQLITE_DBSTATUS_CACHE_WRITE: pages written since the connection was opened.
    private const int PagesWritten = 9;

    private readonly AutoResetEvent _due = new(initialState: false);
    private readonly sqlite3 _writer;
    private readonly int _pages;
    private readonly Thread _thread;
    private volatile bool _ended;
    private volatile int _begun;
    private int _seen;

    private SqliteBeside(SqliteDatabase writer, string name, long bytes, Action<SqliteBeside> work)
    {
        _writer = writer.Handle;
        _pages = (int)Math.Max(1, bytes / writer.Number("PRAGMA page_size"));
        _thread = new Thread(() => work(this)) { Name = name, IsBackground = true };
        _seen = Written();
    }

    /// <summary>
    /// Brings what a large transaction has written to the database's file to the disk while it goes on, so that its commit finds most
    /// of it there. What is safe when stays as it is: SQLite writes a page only when the journal that undoes it is on the disk.
    /// </summary>
    /// <param name="writer">Open until this is disposed.</param>
    /// <param name="bytes">How much is to be written each time before.</param>
    public static SqliteBeside SyncEarly(SqliteDatabase writer, long bytes) => new(writer, "archive sync", bytes, due =>
    {
        while (due.Await())
        {
            // Where it fails, the commit that does the same says so.
            SqliteFile.Sync(writer.Handle);
        }
    });

    /// <summary>Carries the write-ahead log over into the database, by a connection of its own.</summary>
    /// <param name="writer">Open until this is disposed.</param>
    /// <param name="options">Where the archive is.</param>
    /// <param name="bytes">How much is to be written each time before.</param>
    public static SqliteBeside CarryLogOver(SqliteDatabase writer, ArchiveOptions options, long bytes) => new(writer, "archive log", bytes, due =>
    {
        try
        {
            using SqliteDatabase database = SqliteDatabase.OpenReader(options);
            database.Execute("PRAGMA fullfsync = ON");
            while (due.Await())
            {
                database.CarryLogOver();
            }
        }
        catch (ArchiveException)
        {
            // What is in the log is safe there. The writer carries it over from now on, and is told what is wrong.
        }
    });

    /// <summary>How often it was time; for tests.</summary>
    public int Begun => _begun;

    /// <summary>The connection has written: it may be time.</summary>
    public void Look()
    {
        int written = Written();
        if (written - _seen < _pages)
        {
            return;
        }

        _seen = written;
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Start();
        }

        _due.Set();
    }

    /// <summary>Ends what it is at.</summary>
    public void Dispose()
    {
        _ended = true;
        _due.Set();
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Join();
        }

        _due.Dispose();
    }

    // False when it is over.
    private bool Await()
    {
        _due.WaitOne();
        _begun += _ended ? 0 : 1;
        return !_ended;
    }

    private int Written()
    {
        raw.sqlite3_db_status(_writer, PagesWritten, out int written, out _, resetFlg: 0);
        return written;
    }
}
