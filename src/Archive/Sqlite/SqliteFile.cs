using System.Runtime.InteropServices;
using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>What SQLite says of a file it has open (https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html), which SQLitePCL leaves out.</summary>
internal static class SqliteFile
{
    private const int HasMovedOperation = 20;

    /// <summary>Whether the file was moved, deleted, or replaced by another one since it was opened. It takes about a microsecond.</summary>
    public static bool HasMoved(sqlite3 database)
    {
        bool added = false;
        try
        {
            database.DangerousAddRef(ref added);
            return FileControl(database.DangerousGetHandle(), nint.Zero, HasMovedOperation, out int moved) == raw.SQLITE_OK && moved != 0;
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
    private static extern int FileControl(nint database, nint name, int operation, out int answer);
}
