using System.Runtime.InteropServices;
using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>What SQLite says of a file it has open (https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html), which SQLitePCL leaves out.</summary>
internal static class SqliteFile
{
    private const int FileOperation = 7;
    private const int HasMovedOperation = 20;

    // Where xSync is in sqlite3_io_methods: behind the version and four other functions.
    private const int SyncAt = 5;
    private const int SyncNormal = 2;

    private delegate int XSync(nint file, int flags);

    /// <summary>Whether the file was moved, deleted, or replaced by another one since it was opened. It takes about a microsecond.</summary>
    public static bool HasMoved(sqlite3 database) => Ask(database, HasMovedOperation, out nint moved) && (int)moved != 0;

    /// <summary>
    /// Brings what was written to the database's file to the disk, beside whatever the connection does. By its own way
    /// (https://www.sqlite.org/c3ref/io_methods.html): another handle of the file, closed, would give up the locks of this one.
    /// </summary>
    /// <returns>Whether it is there.</returns>
    public static bool Sync(sqlite3 database)
    {
        // A sqlite3_file begins with the address of its methods; one that is not open has none.
        nint methods = Ask(database, FileOperation, out nint file) && file != 0 ? Marshal.ReadIntPtr(file) : 0;
        return methods != 0
            && Marshal.GetDelegateForFunctionPointer<XSync>(Marshal.ReadIntPtr(methods, SyncAt * nint.Size))(file, SyncNormal) == raw.SQLITE_OK;
    }

    private static bool Ask(sqlite3 database, int operation, out nint answer)
    {
        bool added = false;
        try
        {
            database.DangerousAddRef(ref added);
            answer = 0;
            return FileControl(database.DangerousGetHandle(), nint.Zero, operation, ref answer) == raw.SQLITE_OK;
        }
        finally
        {
            if (added)
            {
                database.DangerousRelease();
            }
        }
    }

    // The library that SQLitePCLRaw.bundle_e_sqlite3 brings along.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(nint database, nint name, int operation, ref nint answer);
}
