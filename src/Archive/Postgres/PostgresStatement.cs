using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Postgres;

/// <summary>
/// A statement of PostgreSQL. Npgsql prepares it on the server once it is used again, on whichever connection its database
/// has at the time.
/// </summary>
/// <param name="database">The connection.</param>
/// <param name="sql">The text.</param>
internal sealed class PostgresStatement(PostgresDatabase database, string sql) : Statement
{
    private readonly NpgsqlCommand _command = new(sql);
    private NpgsqlDataReader? _rows;
    private bool _returnsId;

    /// <inheritdoc/>
    public override Statement Bind(int index, long value)
    {
        NpgsqlParameter parameter = Parameter(index);
        parameter.NpgsqlDbType = NpgsqlDbType.Bigint;
        parameter.Value = value;
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int index, string? value)
    {
        NpgsqlParameter parameter = Parameter(index);
        parameter.NpgsqlDbType = NpgsqlDbType.Text;

        // A text of PostgreSQL cannot hold a NUL, and a scale that sends one must not lose its weight for it.
        parameter.Value = value is null ? DBNull.Value : value.Replace('\0', '\uFFFD');
        return this;
    }

    /// <inheritdoc/>
    public override Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        NpgsqlParameter parameter = Parameter(index);
        parameter.NpgsqlDbType = NpgsqlDbType.Bytea;
        parameter.Value = value.ToArray();
        return this;
    }

    /// <inheritdoc/>
    // It keeps the type it had before: the server's plan is for that one.
    public override Statement BindNull(int index)
    {
        Parameter(index).Value = DBNull.Value;
        return this;
    }

    /// <inheritdoc/>
    public override bool Step()
    {
        try
        {
            _rows ??= Execute(static command => command.ExecuteReader());
            if (_rows.Read())
            {
                return true;
            }
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            Reset();
            throw PostgresFault.Of(database.Name, exception);
        }

        Reset();
        return false;
    }

    /// <inheritdoc/>
    public override int Run()
    {
        try
        {
            return Execute(static command => command.ExecuteNonQuery());
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            throw PostgresFault.Of(database.Name, exception);
        }
    }

    /// <inheritdoc/>
    public override long? Insert()
    {
        if (!_returnsId)
        {
            _command.CommandText = sql + " RETURNING id";
            _returnsId = true;
        }

        try
        {
            return Execute(static command => command.ExecuteScalar()) is { } id ? Convert.ToInt64(id, CultureInfo.InvariantCulture) : null;
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            throw PostgresFault.Of(database.Name, exception);
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        NpgsqlDataReader? rows = _rows;
        _rows = null;
        try
        {
            rows?.Dispose();
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            // The rows nobody read are gone with the connection; whoever uses that next is told.
            _rows = null;
        }
    }

    /// <inheritdoc/>
    // A literal is an integer, and a sum of bigints a numeric: what is told apart here is all one to SQLite.
    public override long Int64(int column)
    {
        Type type = _rows!.GetFieldType(column);
        return IsNull(column) ? 0
            : type == typeof(long) ? _rows.GetInt64(column)
            : type == typeof(int) ? _rows.GetInt32(column)
            : (long)_rows.GetDecimal(column);
    }

    /// <inheritdoc/>
    public override int Int32(int column) => checked((int)Int64(column));

    /// <inheritdoc/>
    public override string Text(int column) => IsNull(column) ? string.Empty : _rows!.GetString(column);

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Utf8(int column) => IsNull(column) ? default : Encoding.UTF8.GetBytes(_rows!.GetString(column));

    /// <inheritdoc/>
    public override byte[] Blob(int column) => IsNull(column) ? [] : _rows!.GetFieldValue<byte[]>(column);

    /// <inheritdoc/>
    public override bool IsNull(int column) => _rows!.IsDBNull(column);

    /// <inheritdoc/>
    public override void Dispose()
    {
        Reset();
        _command.Dispose();
    }

    private NpgsqlParameter Parameter(int index)
    {
        while (_command.Parameters.Count < index)
        {
            _command.Parameters.Add(new NpgsqlParameter());
        }

        return _command.Parameters[index - 1];
    }

    private T Execute<T>(Func<NpgsqlCommand, T> execute)
    {
        if (!database.IsConnected)
        {
            if (database.InTransaction)
            {
                throw PostgresFault.LostConnection(database.Name);
            }

            database.Connect();
        }

        _command.Connection = database.Connection;
        try
        {
            return execute(_command);
        }
        catch (Exception exception) when (PostgresFault.Is(exception) && !PostgresFault.IsTimeout(exception) && !database.InTransaction && !database.IsConnected)
        {
            // The connection had gone while nobody asked: the server was started anew, for example.
            database.Connect();
            _command.Connection = database.Connection;
            return execute(_command);
        }
    }
}
