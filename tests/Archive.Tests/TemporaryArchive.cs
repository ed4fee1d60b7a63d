using Microsoft.Data.Sqlite;

namespace ScaleProxy.Archive.Tests;

/// <summary>A folder of its own for each test, with a real archive in it.</summary>
internal sealed partial class TemporaryArchive : IAsyncDisposable
{
    private readonly List<ScaleArchive> _open = [];

    public TemporaryArchive() => Path = System.IO.Path.Combine(Folder, "scaleproxy.db");

    public string Folder { get; } = Directory.CreateTempSubdirectory("scaleproxy-archive-").FullName;

    public string Path { get; set; }

    public ScaleArchive Open(Func<ArchiveOptions, ArchiveOptions>? change = null)
    {
        var options = new ArchiveOptions { Path = Path };
        var archive = ScaleArchive.Open(change?.Invoke(options) ?? options, Clock);
        _open.Add(archive);
        return archive;
    }

    /// <summary>Another program's view of the file.</summary>
    public SqliteConnection Sqlite(string? path = null)
    {
        var connection = new SqliteConnection($"Data Source={path ?? Path};Pooling=False");
        connection.Open();
        return connection;
    }

    public long Count(string table)
    {
        using SqliteConnection connection = Sqlite();
        return connection.Number($"SELECT COUNT(*) FROM {table}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ScaleArchive archive in _open)
        {
            await archive.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
