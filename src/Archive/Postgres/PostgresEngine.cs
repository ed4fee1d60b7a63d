using Npgsql;
using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Postgres;

/// <summary>An archive on a server of PostgreSQL, for any number of processes.</summary>
internal sealed class PostgresEngine : ArchiveEngine
{
    // Statements that a connection keeps prepared: more than there are texts.
    private const int PreparedStatements = 200;

    // How long a connection lies quiet before the server is asked whether it is still there, s.
    private const int KeepAlive = 30;

    private readonly NpgsqlDataSource _source;

    /// <summary>Takes up the server's address; nothing is connected yet.</summary>
    public PostgresEngine(ArchiveOptions options, PostgresAddress server)
    {
        Name = server.ToString();
        int patience = Math.Max(1, (int)options.BusyTimeout.TotalSeconds);
        var builder = new NpgsqlSlimDataSourceBuilder(server.ConnectionString);
        builder.EnableTransportSecurity();
        builder.ConnectionStringBuilder.Timeout = patience;
        builder.ConnectionStringBuilder.CommandTimeout = patience;

        // A server that did not answer the question will not answer that it is to be dropped either.
        builder.ConnectionStringBuilder.CancellationTimeout = -1;
        builder.ConnectionStringBuilder.KeepAlive = KeepAlive;
        builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;

        // What each connection has prepared is gone with it, so it is kept by us and not by a pool that resets it.
        builder.ConnectionStringBuilder.Pooling = false;
        _source = builder.Build();
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override Database OpenWriter()
    {
        var database = new PostgresDatabase(Name, _source, writes: true);
        database.Connect();
        return database;
    }

    /// <inheritdoc/>
    public override Database OpenReader()
    {
        var database = new PostgresDatabase(Name, _source, writes: false);
        database.Connect();
        return database;
    }

    /// <inheritdoc/>
    public override void Dispose() => _source.Dispose();
}
