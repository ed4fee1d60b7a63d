using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Web;
using ScaleProxy.Web.Events;

namespace ScaleProxy.Cli.Page;

/// <summary>
/// The owner's page beside <c>serve</c> or <c>learn</c>. Scales come first: it starts when they can be answered already, and
/// where the usual place for it is taken they are answered without it.
/// </summary>
internal sealed class PageTask : IAsyncDisposable
{
    private readonly PageChoice _choice;
    private readonly string _dataFolder;
    private readonly PageServices _services;
    private readonly PageImports _imports;
    private readonly ILoggerFactory _loggers;
    private OwnerPage? _page;

    /// <summary>Makes the page; <see cref="StartAsync"/> opens it.</summary>
    /// <param name="choice">Where it is.</param>
    /// <param name="settings">Where everything is kept.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="mode">What this process does.</param>
    /// <param name="zone">The owner's time zone.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    /// <param name="forwarding">Whether, and how, things go on to the vendor; see <see cref="PageServices.Forwarding"/>.</param>
    public PageTask(PageChoice choice, Settings settings, ScaleArchive archive, PageMode mode, TimeZoneInfo zone, ILoggerFactory loggers, string forwarding = PageServices.NoForwarding)
    {
        _choice = choice;
        _dataFolder = settings.DataFolder;
        _loggers = loggers;
        _imports = new PageImports(archive, zone);
        _services = new PageServices { Archive = archive, Clock = TimeProvider.System, Zone = zone, Imports = _imports, Mode = mode, Forwarding = forwarding };
        Wire = new WireEvents(_services.Events, _services.Metrics, _services.Clock);
    }

    /// <summary>Is told of each exchange with a scale.</summary>
    public WireEvents Wire { get; }

    /// <summary>Is told how long our own replies take.</summary>
    public ReplyTimes ReplyTimes => _services.Metrics.ReplyTimes;

    /// <summary>Opens the page, and tells the owner where it is.</summary>
    /// <param name="scaleAddress">Where scales reach us.</param>
    /// <param name="cancellation">The process ends.</param>
    /// <exception cref="UserException">It cannot be opened where the owner wants it.</exception>
    public async Task StartAsync(string scaleAddress, CancellationToken cancellation)
    {
        var options = new PageOptions { Listen = _choice.Listen, DataFolder = _dataFolder, Hosts = _choice.Hosts, WeightsInMetrics = _choice.WeightsInMetrics };
        OwnerPage page = new(options, _services with { ScaleAddress = scaleAddress }, _loggers);
        if (page.NewToken is { } token)
        {
            // Before anything can go wrong: the next start will not know it any more.
            await Console.Error.WriteLineAsync($"the page's token, shown this once: {token}");
        }

        string address;
        try
        {
            address = await ListenFault.ExplainAsync(_choice.Listen, () => page.StartAsync(cancellation));
        }
        catch (UserException e)
        {
            await page.DisposeAsync();
            if (_choice.IsGiven)
            {
                throw new UserException("--web: " + e.Message);
            }

            await Console.Error.WriteLineAsync($"warning: the owner's page is off: {e.Message} (--web ADDR:PORT), or turn it off (--web off)");
            return;
        }

        _page = page;
        await Console.Error.WriteLineAsync($"the page is on http://{address}/");
    }

    /// <summary>Closes the page, and ends what is under way there.</summary>
    public Task StopAsync() => _page?.StopAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_page is not null)
        {
            await _page.DisposeAsync();
        }

        _imports.Dispose();
    }
}
