using System.Text;
using ScaleProxy.Archive.Engine;
using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// A statement of SQLite. It goes to SQLite directly: a weigh-in is some fifteen small statements, and a SqliteCommand
/// spends more on each than SQLite itself does.
/// </summary>
internal sealed class SqliteStatement : Statement
{
    private readonly SqliteDatabase _database;
    private readonly sqlite3_stmt _handle;
    private readonly nint _row;

    internal SqliteStatement(SqliteDatabase database, string sql)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v3(database.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
        _row = _handle.DangerousGetHandle();
    }

    /// <inheritdoc/>
    public override Statement Bind(int index, long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        // UTF-8 is at most three bytes for each UTF-16 unit.
        const int OnStack = 384;
        Span<byte> utf8 = value.Length * 3 <= OnStack ? stackalloc byte[OnStack] : new byte[value.Length * 3];
        int length = Encoding.UTF8.GetBytes(value, utf8);

        // An empty span has no address, and SQLite would take it for null.
        _database.Check(length == 0
            ? raw.sqlite3_bind_text(_handle, index, string.Empty)
            : raw.sqlite3_bind_text(_handle, index, utf8[..length]));
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        _database.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, index, 0)
            : raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    /// <inheritdoc/>
    public override Statement BindNull(int index)
    {
        _database.Check(raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <inheritdoc/>
    public override bool Step()
    {
        int result = SqliteColumns.Step(_row);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        if (result != raw.SQLITE_DONE)
        {
            // The words must be taken before the reset clears them.
            ArchiveException fault = _database.Fault(result);
            Reset();
            throw fault;
        }

        Reset();
        return false;
    }

    /// <inheritdoc/>
    public override int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database.Handle);
    }

    /// <inheritdoc/>
    // RETURNING would say the same, but opens a statement journal and a temporary table each time, which is several times the insert.
    public override long? Insert() => Run() == 0 ? null : raw.sqlite3_last_insert_rowid(_database.Handle);

    /// <inheritdoc/>
    public override void Reset() => raw.sqlite3_reset(_handle);

    /// <inheritdoc/>
    public override long Int64(int column) => SqliteColumns.Int64(_row, column);

    /// <inheritdoc/>
    public override int Int32(int column) => unchecked((int)SqliteColumns.Int64(_row, column));

    /// <inheritdoc/>
    // Only a zero leaves it open whether there is anything.
    public override long? NullableInt64(int column) => SqliteColumns.Int64(_row, column) is var number && (number != 0 || !IsNull(column)) ? number : null;

    /// <inheritdoc/>
    public override string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string() ?? string.Empty;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Utf8(int column) => SqliteColumns.Bytes(_row, column);

    /// <inheritdoc/>
    public override byte[] Blob(int column) => SqliteColumns.Bytes(_row, column).ToArray();

    /// <inheritdoc/>
    public override bool IsNull(int column) => SqliteColumns.Type(_row, column) == raw.SQLITE_NULL;

    /// <inheritdoc/>
    public override void Dispose() => _handle.Dispose();
}
