using System.Runtime.InteropServices;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// Reads columns of a row from the very library that SQLitePCLRaw loads. Through SQLitePCLRaw each costs 40 ns, most of it for
/// holding on to the handle, and a row has twenty; here it costs 5.
/// </summary>
internal static class SqliteColumns
{
    private const string Library = "e_sqlite3";

    /// <summary>A number of the row at hand; a null is 0. It neither waits nor calls back, so the runtime need not be told of the call.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition, DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    public static extern long Int64(nint statement, int column);

    /// <summary>Of which kind the row at hand has something there. As above.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition, DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    public static extern int Type(nint statement, int column);
}
