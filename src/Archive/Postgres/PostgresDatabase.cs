using System.Data;
using System.Text.RegularExpressions;
using Npgsql;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Maintenance;

namespace ScaleProxy.Archive.Postgres;

/// <summary>
/// One connection to a server of PostgreSQL. Where the server has gone and come back, the next transaction, or the next
/// statement outside of one, connects anew: whoever holds this need not know.
/// </summary>
/// <param name="name">What errors call it.</param>
/// <param name="source">Makes connections.</param>
/// <param name="writes">Whether it is the one that writes.</param>
internal sealed partial class PostgresDatabase(string name, NpgsqlDataSource source, bool writes) : Database
{
    // Whoever migrates holds this advisory lock: a number that no other program has reason to take.
    private const long SchemaLock = 0x5363_616c_6550_7278;

    private NpgsqlConnection? _connection;
    private bool _inTransaction;

    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>A transaction is open: what went before is lost with the connection, so it must not be made anew.</summary>
    internal bool InTransaction => _inTransaction;

    /// <summary>The connection, as long as it is there.</summary>
    internal NpgsqlConnection? Connection => _connection;

    /// <summary>Whether the connection can be used, as far as is known without asking the server.</summary>
    internal bool IsConnected => _connection is { State: ConnectionState.Open };

    /// <summary>Connects, anew where it was connected before.</summary>
    /// <exception cref="ArchiveException">The server cannot be reached, or does not let us in.</exception>
    public void Connect()
    {
        Disconnect();
        try
        {
            _connection = source.OpenConnection();
            if (writes)
            {
                // An acknowledged weight is on the disk, even where whoever set the server up gave that away for speed.
                Run("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
            }
            else
            {
                Run("SET default_transaction_read_only = on");
            }
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            Disconnect();
            throw PostgresFault.Of(name, exception);
        }
    }

    /// <inheritdoc/>
    public override Statement Prepare(string sql) => new PostgresStatement(this, sql);

    /// <inheritdoc/>
    public override void Execute(string sql)
    {
        using Statement statement = Prepare(sql);
        statement.Run();
    }

    /// <inheritdoc/>
    public override void BeginWriting(bool toDisk = true) => Begin(toDisk ? "BEGIN" : "BEGIN; SET LOCAL synchronous_commit = off");

    /// <inheritdoc/>
    public override void BeginReading() => Begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

    /// <inheritdoc/>
    public override void Commit()
    {
        try
        {
            Run("COMMIT");
            _inTransaction = false;
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            throw PostgresFault.Of(name, exception, inDoubt: !IsConnected);
        }
    }

    /// <inheritdoc/>
    public override void Rollback()
    {
        if (!_inTransaction)
        {
            return;
        }

        _inTransaction = false;
        try
        {
            if (IsConnected)
            {
                Run("ROLLBACK");
            }
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            // A connection that cannot even do that is given up; the server rolls back by itself.
            Disconnect();
        }
    }

    /// <inheritdoc/>
    public override void EndBulk()
    {
        // Each commit is on the disk.
    }

    /// <inheritdoc/>
    public override bool HasTable(string table)
    {
        using Statement found = Prepare("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1");
        bool has = found.Bind(1, table).Step();
        found.Reset();
        return has;
    }

    /// <inheritdoc/>
    public override bool HasTables() => Number("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()") > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns(string table)
    {
        var columns = new List<Column>();
        using Statement info = Prepare(
            "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position");
        info.Bind(1, table);
        while (info.Step())
        {
            columns.Add(new Column(info.Text(0), info.Text(1) switch { "text" => ColumnKind.Text, "bytea" => ColumnKind.Bytes, _ => ColumnKind.Number }));
        }

        return columns;
    }

    /// <inheritdoc/>
    // A null where the largest id would be leaves the counter where it is.
    public override void TookIds(string table) => Execute($"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}");

    /// <inheritdoc/>
    public override void LockSchema() => Execute($"SELECT pg_advisory_xact_lock({SchemaLock})");

    /// <inheritdoc/>
    // The server sees to its pages by itself, with checksums.
    public override IEnumerable<ArchiveFault> FindDamage() => [];

    /// <inheritdoc/>
    // Nobody can go round its constraints.
    public override IEnumerable<ArchiveFault> FindOrphans() => [];

    /// <inheritdoc/>
    public override ArchiveSize Size() => new(Number("SELECT pg_database_size(current_database())"), LogBytes: 0, UnusedBytes: 0);

    /// <inheritdoc/>
    public override string Dialect(string schema)
    {
        // The other way round the key would become BIGINT PRIMARY KEY.
        string keys = PrimaryKey().Replace(schema, "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
        return WithoutRowid().Replace(Blob().Replace(Integer().Replace(keys, "BIGINT"), "BYTEA"), string.Empty);
    }

    /// <inheritdoc/>
    public override void Dispose() => Disconnect();

    private void Begin(string sql)
    {
        if (!IsConnected)
        {
            Connect();
        }

        try
        {
            Run(sql);
        }
        catch (Exception exception) when (PostgresFault.Is(exception) && !PostgresFault.IsTimeout(exception) && !IsConnected)
        {
            // It went while nobody asked. Nothing is lost with it.
            Connect();
            Execute(sql);
        }
        catch (Exception exception) when (PostgresFault.Is(exception))
        {
            throw PostgresFault.Of(name, exception);
        }

        _inTransaction = true;
    }

    private void Run(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        command.ExecuteNonQuery();
    }

    private void Disconnect()
    {
        _inTransaction = false;
        _connection?.Dispose();
        _connection = null;
    }

    [GeneratedRegex(@"\bINTEGER\s+PRIMARY KEY\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrimaryKey();

    [GeneratedRegex(@"\bINTEGER\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\bBLOB\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blob();

    [GeneratedRegex(@"\s+WITHOUT ROWID\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithoutRowid();
}
