using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>The state of the archive that a transaction reads (https://www.sqlite.org/c3ref/snapshot.html).</summary>
internal static class SqliteSnapshot
{
    private const string Archive = "main";

    /// <summary>
    /// Whether two connections, each within a transaction, read the same state. One that has read nothing yet takes its state
    /// with this question. Where there is no log, there is no snapshot to be had: then nobody has written since the archive was
    /// opened, and both read the file as it is. Whoever writes makes a log, and it stays for as long as one of them is open.
    /// </summary>
    public static bool IsSame(sqlite3 one, sqlite3 other)
    {
        bool logged = raw.sqlite3_snapshot_get(one, Archive, out sqlite3_snapshot first) == raw.SQLITE_OK;
        bool otherLogged = raw.sqlite3_snapshot_get(other, Archive, out sqlite3_snapshot second) == raw.SQLITE_OK;
        using (first)
        using (second)
        {
            return logged == otherLogged && (!logged || raw.sqlite3_snapshot_cmp(first, second) == 0);
        }
    }
}
