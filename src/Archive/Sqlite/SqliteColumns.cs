using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// Goes along rows and reads their columns from the very library that SQLitePCLRaw loads. Through SQLitePCLRaw each costs 40 ns, most of it for
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

    /// <summary>Goes to the next row. It may wait for the disk.</summary>
    /// <returns>SQLite's code.</returns>
    [DllImport(Library, EntryPoint = "sqlite3_step"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    public static extern int Step(nint statement);

    /// <summary>
    /// The bytes of a text or a blob of the row at hand, good until the next row or the next question to this column. The database
    /// is in UTF-8: asked for as a blob, a text is what it is.
    /// </summary>
    public static ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        nint bytes = Blob(statement, column);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), bytes), bytes == 0 ? 0 : Length(statement, column));
    }

    [DllImport(Library, EntryPoint = "sqlite3_column_blob"), SuppressGCTransition, DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint Blob(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition, DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int Length(nint statement, int column);
}
