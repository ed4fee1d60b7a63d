using System.Text;
using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>
/// A prepared statement that is kept and used again and again. It goes to SQLite directly: a weigh-in is some fifteen
/// small statements, and a SqliteCommand spends more on each than SQLite itself does. Parameters are written
/// <c>$1, $2, …</c>, which PostgreSQL takes as they are, and stand in that order in the text, so that SQLite, which numbers
/// them as they come, agrees.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly sqlite3_stmt _handle;

    internal Statement(SqliteDatabase database, string sql)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v3(database.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    /// <summary>Gives a parameter, counted from 1, its value.</summary>
    public Statement Bind(int index, long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    /// <inheritdoc cref="Bind(int, long)"/>
    public Statement Bind(int index, string? value)
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

    /// <inheritdoc cref="Bind(int, long)"/>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        _database.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, index, 0)
            : raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public Statement BindNull(int index)
    {
        _database.Check(raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last; the statement is ready to be used again then.</returns>
    public bool Step()
    {
        int result = raw.sqlite3_step(_handle);
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

    /// <summary>Runs a statement that changes something.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database.Handle);
    }

    /// <summary>
    /// Runs an INSERT of one row that may meet one that is there. RETURNING would say the same, but opens a statement
    /// journal and a temporary table each time, which is several times the insert.
    /// </summary>
    /// <returns>The new row's id; null where nothing was inserted.</returns>
    public long? Insert() => Run() == 0 ? null : raw.sqlite3_last_insert_rowid(_database.Handle);

    /// <summary>Lets go of the rows that were not read. It reports no error: those came from <see cref="Step"/>.</summary>
    public void Reset() => raw.sqlite3_reset(_handle);

    /// <summary>A number of the row at hand, the column counted from 0.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    /// <inheritdoc cref="Int64"/>
    public int Int32(int column) => raw.sqlite3_column_int(_handle, column);

    /// <inheritdoc cref="Int64"/>
    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    /// <inheritdoc cref="Int64"/>
    public int? NullableInt32(int column) => IsNull(column) ? null : Int32(column);

    /// <summary>A text of the row at hand.</summary>
    public string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string() ?? string.Empty;

    /// <inheritdoc cref="Text"/>
    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A copy of bytes of the row at hand.</summary>
    public byte[] Blob(int column) => raw.sqlite3_column_blob(_handle, column).ToArray();

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;
}
