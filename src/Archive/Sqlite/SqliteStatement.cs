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
    private nint _statement;

    internal SqliteStatement(SqliteDatabase database, string sql)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v3(database.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
        _statement = _handle.DangerousGetHandle();
    }

    /// <inheritdoc/>
    public override Statement Bind(int index, long value)
    {
        _database.Check(SqliteCalls.Bind(_statement, index, value));
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
        _database.Check(SqliteCalls.BindText(_statement, index, utf8[..length]));
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        _database.Check(SqliteCalls.BindBlob(_statement, index, value));
        return this;
    }

    /// <inheritdoc/>
    public override Statement BindNull(int index)
    {
        _database.Check(SqliteCalls.BindNull(_statement, index));
        return this;
    }

    /// <inheritdoc/>
    public override bool Step()
    {
        int result = SqliteCalls.Step(_statement);
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
    // It says again what the last step said.
    public override void Reset() => _ = SqliteCalls.Reset(_statement);

    /// <inheritdoc/>
    public override long Int64(int column) => SqliteCalls.Int64(_statement, column);

    /// <inheritdoc/>
    public override int Int32(int column) => unchecked((int)SqliteCalls.Int64(_statement, column));

    /// <inheritdoc/>
    // Only a zero leaves it open whether there is anything.
    public override long? NullableInt64(int column) => SqliteCalls.Int64(_statement, column) is var number && (number != 0 || !IsNull(column)) ? number : null;

    /// <inheritdoc/>
    public override string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Utf8(int column) => SqliteCalls.Bytes(_statement, column);

    /// <inheritdoc/>
    public override byte[] Blob(int column) => SqliteCalls.Bytes(_statement, column).ToArray();

    /// <inheritdoc/>
    public override bool IsNull(int column) => SqliteCalls.Type(_statement, column) == raw.SQLITE_NULL;

    /// <inheritdoc/>
    // SQLite refuses a statement that is none; one that is no more would take the process with it.
    public override void Dispose()
    {
        _statement = 0;
        _handle.Dispose();
    }
}
