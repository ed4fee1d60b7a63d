using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// Carries the write-ahead log over into the database beside the connection that writes to it, on a thread and a connection
/// of its own: whoever writes much need not stand still for the disk meanwhile.
/// </summary>
/// <param name="options">Where the archive is.</param>
/// <param name="pages">How many pages are to be written each time before it does so.</param>
internal sealed class SqliteCheckpointer(ArchiveOptions options, int pages) : IDisposable
{
    // SQLITE_DBSTATUS_CACHE_WRITE: pages written since the connection was opened.
    private const int PagesWritten = 9;

    private readonly AutoResetEvent _due = new(initialState: false);
    private Thread? _thread;
    private volatile bool _ended;
    private int _seen;

    /// <summary>A transaction was committed: the log may have grown enough by now.</summary>
    /// <param name="writer">The connection that writes.</param>
    public void Committed(sqlite3 writer)
    {
        raw.sqlite3_db_status(writer, PagesWritten, out int written, out _, resetFlg: 0);
        if (written - _seen < pages)
        {
            return;
        }

        _seen = written;
        if (_thread is null)
        {
            _thread = new Thread(Run) { Name = "archive log", IsBackground = true };
            _thread.Start();
        }

        _due.Set();
    }

    /// <summary>Ends what it is at, and closes its connection.</summary>
    public void Dispose()
    {
        _ended = true;
        _due.Set();
        _thread?.Join();
        _due.Dispose();
    }

    private void Run()
    {
        try
        {
            using SqliteDatabase database = SqliteDatabase.OpenReader(options);
            database.Execute("PRAGMA fullfsync = ON");
            while (_due.WaitOne() && !_ended)
            {
                database.CarryLogOver();
            }
        }
        catch (ArchiveException)
        {
            // What is in the log is safe there. The writer carries it over from now on, and is told what is wrong.
        }
    }
}
