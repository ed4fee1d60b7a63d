using System.CommandLine;
using System.Net;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Feeding;
using ScaleProxy.Cli.Forward;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Cli.Page;
using ScaleProxy.Feeds;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Model.Learning;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Forward;
using ScaleProxy.Replay;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Web;

namespace ScaleProxy.Cli.Serve;

/// <summary><c>scaleproxy serve</c>: answer alone, archive every weight.</summary>
internal static class ServeCommand
{
    private const string Off = "off";
    private const string Relay = "relay";
    private const string Queue = "queue";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var listen = new Option<string>("--listen")
        {
            Description = "Where scales reach us; they speak to port 80",
            HelpName = "ADDR:PORT",
            DefaultValueFactory = _ => "0.0.0.0:80",
        };
        Option<string?> timezone = OwnerTimeZone.Option();
        var forward = new Option<string>("--forward")
        {
            Description = "Hand what scales send on to the vendor: off, relay (the vendor answers, and what was learned where it does not), or queue (it is archived here first, and handed on as soon as the vendor can be reached)",
            HelpName = "off|relay|queue",
            DefaultValueFactory = _ => Off,
        };
        forward.AcceptOnlyFromAmong(Off, Relay, Queue);
        var sender = new SenderCommandLine();
        var page = new PageCommandLine();
        var command = new Command("serve", "Answer scales in their vendor's place from what was learned, and archive every weight") { listen, timezone, forward };
        page.AddTo(command);
        sender.AddAllTo(command);
        command.Validators.Add(line =>
        {
            if (line.GetValue(forward) is null or Off && sender.FirstGiven(line) is { } option)
            {
                line.AddError($"{option} says nothing with --forward off; give --forward relay or queue too, or leave it out");
            }
        });
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            IPEndPoint endPoint = ListenAddress.Read("--listen", line.GetValue(listen)!);
            var options = new ServeOptions { TimeZone = OwnerTimeZone.Read(line.GetValue(timezone)) };
            string way = line.GetValue(forward)!;
            Forwarding? forwarding = way == Off ? null : new Forwarding(sender.Read(line), sender.Resolver(line), sender.Maintenance(line), way == Relay ? sender.Patience(line) : null);
            await RunAsync(settings, endPoint, options, forwarding, page.Read(line), way, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Settings settings, IPEndPoint endPoint, ServeOptions options, Forwarding? forwarding, PageChoice? choice, string way, CancellationToken cancellation)
    {
        using var log = new StandardErrorLog(settings.Verbose);
        FeedConfiguration fed = OwnersFeeds.Read(settings);
        await using ScaleArchive archive = OpenArchive.At(settings);
        using ArchiveLease lease = archive.TakeServeLease("scaleproxy serve");
        IReadOnlyList<Profile> known = archive.Profiles();
        VendorServer? vendor = forwarding?.VendorFor(log);
        if (vendor is null && choice is not { IsGiven: true })
        {
            // Where the vendor answers, it can do so for a scale that nothing was learned of yet; and on the page its owner
            // can import what there is to learn from. Scales are refused meanwhile, and keep their weights.
            RefuseWithoutProfile(known);
        }

        if (forwarding is not null)
        {
            SenderTask.TellWhoCannot(known, isNeeded: vendor is null);
        }

        await using PageTask? page = choice is null ? null : new PageTask(choice, settings, archive, PageMode.Serve, options.TimeZone, log, way);
        await using FeedTasks feeds = await OwnersFeeds.OpenAsync(fed, archive, log);
        var keeper = new ArchiveKeeper(
            archive,
            TimeProvider.System,
            forwarding is null ? null : new ForwardedTurns(Measurements: true, forwarding.Maintenance),
            vendor is null ? null : new RelayLearner(archive, new LearnLog(log)),
            page?.Wire);
        await using var server = new ScaleServer(endPoint, keeper, options with { ReplyTimes = page?.ReplyTimes }, TimeProvider.System, log, vendor is null ? null : new UpstreamVendor(vendor));
        string address = await ListenFault.ExplainAsync(endPoint, () => server.StartAsync(cancellation));
        IPEndPoint listener = IPEndPoint.Parse(address);
        vendor?.Listening(listener);
        await using SenderTask? sender = forwarding is null ? null : SenderTask.Start(archive, forwarding.Options, forwarding.Resolver, listener, log);
        feeds.Start();
        await Console.Error.WriteLineAsync($"listening on {address}");
        if (page is not null)
        {
            await page.StartAsync(address, cancellation);
        }

        await Interruption.WaitAsync(cancellation);
        if (page is not null)
        {
            await page.StopAsync();
        }

        await server.StopAsync();
    }

    private static void RefuseWithoutProfile(IReadOnlyList<Profile> profiles)
    {
        if (profiles.Any(profile => profile.Missing().Count == 0))
        {
            return;
        }

        throw new UserException(profiles.Count == 0
            ? "nothing has been learned yet; run `scaleproxy import FILE` with a capture of the scale and its vendor first (`scaleproxy demo` shows how it goes), or give --web 127.0.0.1:8080 and do it in a browser"
            : $"no scale can be answered yet: of {profiles[0].Mac}, {string.Join(", and ", profiles[0].Missing())} is missing; import a capture that has it, or give --web 127.0.0.1:8080 and do it in a browser");
    }

    // What --forward wants; the patience with the vendor is for relay alone.
    private sealed record Forwarding(ForwardOptions Options, INameResolver Resolver, bool Maintenance, TimeSpan? Patience)
    {
        public VendorServer? VendorFor(StandardErrorLog log) => Patience is { } patience
            ? new VendorServer(new VendorServerOptions { Upstream = Options.Upstream, Timeout = patience }, Resolver, TimeProvider.System, log)
            : null;
    }
}
