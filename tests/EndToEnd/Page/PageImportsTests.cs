using System.Text;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Capture.Tests;
using ScaleProxy.Cli.Page;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;
using ScaleProxy.Web.Importing;

namespace ScaleProxy.EndToEnd.Page;

public sealed class PageImportsTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly Installation _installation = new();
    private ScaleArchive _archive = null!;
    private PageImports _imports = null!;

    public Task InitializeAsync()
    {
        _archive = ScaleArchive.Open(new ArchiveOptions { Path = Path.Combine(_installation.Data, "scaleproxy.db") }, TimeProvider.System);
        _imports = new PageImports(_archive, TimeZoneInfo.Utc);
        return Task.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        _imports.Dispose();
        await _archive.DisposeAsync();
        _installation.Dispose();
    }

    [Fact]
    public async Task Capture_IsLearnedFrom_WithTheDocumentOfImport()
    {
        var progress = new LastProgress();
        await using FileStream capture = File.OpenRead(Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));

        using JsonDocument document = Written(await _imports.ImportAsync("mine.pcap", capture, progress, CancellationToken.None));

        JsonElement file = document.RootElement.GetProperty("files")[0];
        (file.GetProperty("path").GetString(), file.GetProperty("format").GetString()).Should().Be(("mine.pcap", "pcap"));
        document.RootElement.GetProperty("measurements").GetInt32().Should().Be(2);
        document.RootElement.GetProperty("devices")[0].GetString().Should().Be(WeighIn.Mac);
        _archive.FindProfile(WeighIn.Mac)!.Missing().Should().BeEmpty();
        progress.Last.Should().Be(new ImportProgress(capture.Length, capture.Length));
    }

    [Fact]
    public async Task SameAgain_AddsNothing()
    {
        await using FileStream capture = File.OpenRead(Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        await _imports.ImportAsync("mine.pcap", capture, new LastProgress(), CancellationToken.None);
        capture.Position = 0;

        using JsonDocument document = Written(await _imports.ImportAsync("mine.pcap", capture, new LastProgress(), CancellationToken.None));

        document.RootElement.GetProperty("measurements").GetInt32().Should().Be(0);
        document.RootElement.GetProperty("duplicates").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task NoCapture_SaysWhatWasExpected()
    {
        using var content = new MemoryStream(Encoding.ASCII.GetBytes("a letter to somebody"));

        Func<Task> import = () => _imports.ImportAsync("letter.txt", content, new LastProgress(), CancellationToken.None);

        (await import.Should().ThrowAsync<ImportException>()).WithMessage("*letter.txt*expected a capture*");
    }

    private static JsonDocument Written(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }

        return JsonDocument.Parse(bytes.ToArray());
    }

    private sealed class LastProgress : IProgress<ImportProgress>
    {
        public ImportProgress Last { get; private set; }

        public void Report(ImportProgress value) => Last = value;
    }
}
