using Microsoft.Data.Sqlite;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>A recorder with a real archive, in a folder that goes when the test ends.</summary>
internal sealed class RecordingPlace : IAsyncDisposable
{
    public const string ServeCommand = "scaleproxy serve --listen 0.0.0.0:80";

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleproxy-learn-").FullName;
    private bool _ended;

    /// <param name="limits">What may be on its way; null for the usual.</param>
    /// <param name="busyTimeout">How long the archive waits for whoever keeps it locked.</param>
    public RecordingPlace(RecorderLimits? limits = null, TimeSpan? busyTimeout = null)
    {
        // What waited to be posted along with something else would not be on the disk in the time of a test.
        Archive = ScaleArchive.Open(new ArchiveOptions { Path = ArchivePath, PostDelay = TimeSpan.FromHours(1), BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30) }, Clock);
        var log = new LearnLog(Log);
        Recorder = new LearnRecorder(Archive, log, new LiveReport(log, ServeCommand), Clock, limits);
    }

    public string ArchivePath => Path.Combine(_folder, "scaleproxy.db");

    public HandTimer Clock { get; } = new();

    public LogLines Log { get; } = new();

    public ScaleArchive Archive { get; }

    public LearnRecorder Recorder { get; }

    public IRecordedConversation Begin() => Recorder.Begin(Passing.Client, Passing.Server);

    /// <summary>Takes exchanges that must be taken.</summary>
    public static void Take(IRecordedConversation connection, IEnumerable<Exchange> exchanges)
    {
        foreach (Exchange exchange in exchanges)
        {
            connection.TryTake(exchange).Should().BeTrue();
        }
    }

    /// <summary>Ends the recorder, so that everything is on the disk.</summary>
    public async Task EndAsync()
    {
        if (!_ended)
        {
            _ended = true;
            await Recorder.DisposeAsync();
        }
    }

    /// <summary>Keeps the archive locked as another program might, until it is disposed.</summary>
    public SqliteConnection Lock() => Lock(ArchivePath);

    /// <summary>Keeps an archive locked likewise.</summary>
    public static SqliteConnection Lock(string archivePath)
    {
        var connection = new SqliteConnection($"Data Source={archivePath};Pooling=False");
        connection.Open();
        using SqliteCommand begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Archive.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
