using ScaleProxy.Archive.Postgres.Tests;

namespace ScaleProxy.Archive.Tests;

/// <summary>A database of its own for each test, with a real archive in it.</summary>
internal sealed partial class TemporaryArchive : IAsyncDisposable
{
    private readonly List<ScaleArchive> _open = [];

    public TemporaryArchive()
        : this(PostgresServer.Shared)
    {
    }

    public TemporaryArchive(PostgresServer server)
    {
        PostgresAddress.TryParse(server.NewDatabase(), out PostgresAddress? address, out string? problem).Should().BeTrue(problem);
        Address = address!;
    }

    /// <summary>The database.</summary>
    public PostgresAddress Address { get; }

    public ScaleArchive Open(Func<ArchiveOptions, ArchiveOptions>? change = null)
    {
        // A machine that runs every test at once may let a server wait for longer than an owner would.
        var options = new ArchiveOptions { Server = Address, BusyTimeout = TimeSpan.FromSeconds(30) };
        var archive = ScaleArchive.Open(change?.Invoke(options) ?? options, Clock);
        _open.Add(archive);
        return archive;
    }

    public long Count(string table) => Open().WriterDatabase.Number($"SELECT COUNT(*) FROM {table}");

    public async ValueTask DisposeAsync()
    {
        foreach (ScaleArchive archive in _open)
        {
            await archive.DisposeAsync();
        }
    }
}
