using Microsoft.Data.Sqlite;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Tests;

/// <summary>A folder of its own for each test, with a real archive in it.</summary>
internal sealed class TemporaryArchive : IAsyncDisposable
{
    public const string Mac = "00:24:e4:a1:b2:c3";

    /// <summary>2026-01-02 03:04:05.678901 UTC.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddSeconds(1_767_323_045).AddTicks(6_789_010);

    private readonly List<ScaleArchive> _open = [];

    public TemporaryArchive() => Path = System.IO.Path.Combine(Folder, "scaleproxy.db");

    public string Folder { get; } = Directory.CreateTempSubdirectory("scaleproxy-archive-").FullName;

    public string Path { get; set; }

    public static TimeProvider Clock { get; } = new StoppedClock();

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

    public static ArchivedMeasurement Weighing(
        long takenAt,
        long[]? users = null,
        MeasuredValue[]? values = null,
        string mac = Mac,
        MeasurementSource source = MeasurementSource.Serve) =>
        new(
            new Measurement(mac, takenAt, users ?? [1], 0, 1, values ?? [new MeasuredValue(1, 77110, -3)]),
            source,
            "17-6957353f-1",
            69,
            "211",
            Now);

    public static ArchiveEntry Entry(params ArchivedMeasurement[] measurements) => new() { Measurements = measurements };

    public static RecordedExchange Exchange(string request, string response) =>
        new(System.Text.Encoding.ASCII.GetBytes(request), System.Text.Encoding.ASCII.GetBytes(response), Now);

    public static RecordingHandle Recording(string source = "serve") => new("192.0.2.7:4711", "192.0.2.1:80", Now, source);

    public async ValueTask DisposeAsync()
    {
        foreach (ScaleArchive archive in _open)
        {
            await archive.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
