using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// What is done for each parameter, row and column, from the very library that SQLitePCLRaw loads. Through SQLitePCLRaw each
/// call costs 40 ns, most of it for holding on to the handle, and a weight takes thirty of them to be stored and as many to be
/// read; here a call costs 5. Whoever calls keeps the statement alive.
/// </summary>
internal static class SqliteCalls
{
    private const string Library = "e_sqlite3";
    private const DllImportSearchPath Places = DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory;

    private static readonly byte s_any;

    // SQLITE_TRANSIENT: what is bound is copied at once.
    private const nint Copied = -1;

    /// <summary>Gives a parameter a number. Like all that neither waits nor calls back, the runtime need not be told of the call.</summary>
    /// <returns>SQLite's code, as of the others that change something.</returns>
    [DllImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition, DefaultDllImportSearchPaths(Places)]
    public static extern int Bind(nint statement, int index, long value);

    /// <summary>Gives a parameter nothing.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition, DefaultDllImportSearchPaths(Places)]
    public static extern int BindNull(nint statement, int index);

    /// <summary>Gives a parameter a text, in UTF-8.</summary>
    public static int BindText(nint statement, int index, ReadOnlySpan<byte> utf8) =>
        BindText(statement, index, in AddressOf(utf8), utf8.Length, Copied);

    /// <summary>Gives a parameter bytes.</summary>
    public static int BindBlob(nint statement, int index, ReadOnlySpan<byte> bytes) =>
        BindBlob(statement, index, in AddressOf(bytes), bytes.Length, Copied);

    /// <summary>Goes to the next row. It may wait for the disk.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_step"), DefaultDllImportSearchPaths(Places)]
    public static extern int Step(nint statement);

    /// <summary>Makes the statement ready to be used again.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_reset"), DefaultDllImportSearchPaths(Places)]
    public static extern int Reset(nint statement);

    /// <summary>A number of the row at hand; a null is 0.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition, DefaultDllImportSearchPaths(Places)]
    public static extern long Int64(nint statement, int column);

    /// <summary>Of which kind the row at hand has something there.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition, DefaultDllImportSearchPaths(Places)]
    public static extern int Type(nint statement, int column);

    /// <summary>
    /// The bytes of a text or a blob of the row at hand, good until the next row or the next question to this column. The database
    /// is in UTF-8: asked for as a blob, a text is what it is.
    /// </summary>
    public static ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        nint bytes = Blob(statement, column);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), bytes), bytes == 0 ? 0 : Length(statement, column));
    }

    // An empty span may have no address, and SQLite would take it for nothing.
    private static ref readonly byte AddressOf(ReadOnlySpan<byte> bytes) => ref bytes.IsEmpty ? ref s_any : ref bytes[0];

    [DllImport(Library, EntryPoint = "sqlite3_bind_text"), DefaultDllImportSearchPaths(Places)]
    private static extern int BindText(nint statement, int index, in byte utf8, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob"), DefaultDllImportSearchPaths(Places)]
    private static extern int BindBlob(nint statement, int index, in byte bytes, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob"), SuppressGCTransition, DefaultDllImportSearchPaths(Places)]
    private static extern nint Blob(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition, DefaultDllImportSearchPaths(Places)]
    private static extern int Length(nint statement, int column);
}
