using System.Net;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Replay.Tests;
using ScaleProxy.Web.Importing;

namespace ScaleProxy.Web.Tests;

/// <summary>The page on a port of its own, with an archive of its own in a folder that goes when the test ends.</summary>
internal sealed class RunningPage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly OwnerPage _page;

    private RunningPage(DirectoryInfo folder, ScaleArchive archive, OwnerPage page, string address, LogLines log)
    {
        _folder = folder;
        _page = page;
        Archive = archive;
        // What listens everywhere is reached by loopback too.
        Address = new IPEndPoint(IPAddress.Loopback, IPEndPoint.Parse(address).Port);
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri($"http://{Address}/") };
    }

    public string DataFolder => _folder.FullName;

    public string TokenFile => Path.Combine(DataFolder, "web-token");

    public string? NewToken => _page.NewToken;

    public IEnumerable<Microsoft.AspNetCore.Routing.RouteEndpoint> Routes => _page.Routes;

    public ScaleArchive Archive { get; }

    /// <summary>The archive, for another process to open.</summary>
    public required ArchiveOptions Where { get; init; }

    public IPEndPoint Address { get; }

    public LogLines Log { get; }

    /// <summary>Speaks to the page as a program on this machine does.</summary>
    public HttpClient Client { get; }

    public static async Task<RunningPage> StartAsync(Func<PageOptions, PageOptions>? change = null, Func<PageServices, PageServices>? with = null, PostgresAddress? server = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scaleproxy-web-");
        var where = new ArchiveOptions { Path = Path.Combine(folder.FullName, "scaleproxy.db"), Server = server };
        var archive = ScaleArchive.Open(where, TimeProvider.System);
        var options = new PageOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), DataFolder = folder.FullName };
        var services = new PageServices
        {
            Archive = archive,
            Clock = TimeProvider.System,
            Zone = TimeZoneInfo.Utc,
            Imports = new NoImports(),
            Mode = PageMode.Serve,
        };
        var log = new LogLines();
        try
        {
            var page = new OwnerPage(change?.Invoke(options) ?? options, with?.Invoke(services) ?? services, log);
            return new RunningPage(folder, archive, page, await page.StartAsync(CancellationToken.None), log) { Where = where };
        }
        catch
        {
            await archive.DisposeAsync();
            folder.Delete(recursive: true);
            throw;
        }
    }

    public Task StopAsync() => _page.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await _page.DisposeAsync();
        await Archive.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class NoImports : IImports
    {
        public Task<Action<Utf8JsonWriter>> ImportAsync(string fileName, Stream content, IProgress<ImportProgress> progress, CancellationToken cancellation) =>
            throw new ImportException("nothing is imported in this test");
    }
}
