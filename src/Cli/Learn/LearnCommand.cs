using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Authority;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Feeding;
using ScaleProxy.Cli.Journal;
using ScaleProxy.Cli.Page;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Feeds;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tls;
using ScaleProxy.Web;

namespace ScaleProxy.Cli.Learn;

/// <summary><c>scaleproxy learn</c>: stand between a scale and its vendor, pass everything through, and record it.</summary>
internal static class LearnCommand
{
    private const string Who = "scaleproxy learn";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var learn = new LearnCommandLine();
        var page = new PageCommandLine();
        var command = new Command("learn", "Pass a scale's conversations with its vendor through, and learn from them what `serve` needs");
        learn.AddTo(command);
        page.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            LearnOptions options = learn.Read(line);
            Settings settings = common.Read(line);
            await RunAsync(settings, options, ServeCommandLine(settings, options, common.NamesData(line)), page.Read(line), cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Settings settings, LearnOptions options, string serveCommand, PageChoice? choice, CancellationToken cancellation)
    {
        using var loggers = new StandardErrorLog(settings.Verbose);
        var log = new LearnLog(loggers);
        FeedConfiguration fed = OwnersFeeds.Read(settings);
        await using ScaleArchive archive = OpenArchive.At(settings);
        using ArchiveLease lease = archive.TakeServeLease(Who);
        await using FeedTasks feeds = await OwnersFeeds.OpenAsync(fed, archive, loggers);
        var report = new LiveReport(log, serveCommand);
        var journals = new JournalFolder(JournalFolder.Of(settings), log);
        await new LeftJournals(journals, archive, log, report, TimeProvider.System, loggers).TakeInAsync();
        await CutOffRecordings.TellAsync(archive, lease, log, Who);
        await using var journal = new LearnJournal(journals, archive, log);
        await using PageTask? page = choice is null ? null : new PageTask(choice, settings, archive, PageMode.Learn, TimeZoneInfo.Local, loggers);
        await using var recorder = new LearnRecorder(archive, log, report, TimeProvider.System, journal: journal, wire: page?.Wire);
        using LocalAuthority? authority = options.TlsListen is null ? null : LocalAuthority.OpenOrCreate(CaCommand.FolderIn(settings), TimeProvider.System);
        await using var relay = new RelayServer(RelayOptionsOf(options), recorder, ResolverOf(options), TimeProvider.System, loggers, authority);
        string address = await StartAsync(relay, cancellation);
        await using DnsServer? names = await AnswerNamesAsync(options, loggers, cancellation);
        feeds.Start();
        await Console.Error.WriteLineAsync($"listening on {address}");
        if (relay.TlsAddress is { } tls)
        {
            await Console.Error.WriteLineAsync($"listening on {tls} (TLS)");
        }

        if (page is not null)
        {
            await page.StartAsync(address, cancellation);
        }

        await Interruption.WaitAsync(cancellation, options.UntilComplete ? recorder.Completed : null);
        if (page is not null)
        {
            await page.StopAsync();
        }

        await relay.StopAsync();
    }

    private static async Task<string> StartAsync(RelayServer relay, CancellationToken cancellation)
    {
        try
        {
            return await relay.StartAsync(cancellation);
        }
        catch (ListenException e)
        {
            throw ListenFault.Of(e.EndPoint, e);
        }
    }

    // Begun after the relay: nobody is sent here before we listen.
    private static async Task<DnsServer?> AnswerNamesAsync(LearnOptions options, StandardErrorLog loggers, CancellationToken cancellation)
    {
        if (options is not { Dns: { } listen, Answer: { } answer })
        {
            return null;
        }

        var names = new DnsServer(new DnsServerOptions { Listen = listen, Answer = answer, Resolver = options.Resolver, Hosts = HostsOf(options) }, TimeProvider.System, loggers);
        await Console.Error.WriteLineAsync($"answering names on {await names.StartAsync(cancellation)}");
        return names;
    }

    private static RelayOptions RelayOptionsOf(LearnOptions options) => new()
    {
        Listen = options.Listen,
        TlsListen = options.TlsListen,
        Upstream = options.Upstream,
        Transparent = options.Transparent,
        Hosts = HostsOf(options),
        AllowFirmware = options.AllowFirmware,
        VerifyUpstream = options.VerifyUpstream,
    };

    private static VendorHosts HostsOf(LearnOptions options) =>
        options.AllowedHosts.Count == 0 ? VendorHosts.Known : new VendorHosts(options.AllowedHosts);

    private static INameResolver ResolverOf(LearnOptions options) =>
        options.Resolver is { } server ? new DnsResolver(server, TimeProvider.System) : new SystemNameResolver();

    // What to type once all is known, on the same port and archive.
    private static string ServeCommandLine(Settings settings, LearnOptions options, bool namesData)
    {
        string data = !namesData ? string.Empty
            : settings.Server is { } server ? $" --db '{server}'"
            : settings.DatabasePath == Path.Combine(settings.DataFolder, "scaleproxy.db") ? $" --data '{settings.DataFolder}'"
            : $" --db 'sqlite:{settings.DatabasePath}'";
        return $"scaleproxy serve --listen {options.Listen}{data}";
    }
}
