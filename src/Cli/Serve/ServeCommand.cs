using System.CommandLine;
using System.Net;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Replay;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Cli.Serve;

/// <summary><c>scaleproxy serve</c>: answer alone, archive every weight.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var listen = new Option<string>("--listen")
        {
            Description = "Where scales reach us; they speak to port 80",
            HelpName = "ADDR:PORT",
            DefaultValueFactory = _ => "0.0.0.0:80",
        };
        var timezone = new Option<string?>("--timezone") { Description = "The time zone that scales are told, for example Europe/Paris (default: this machine's)", HelpName = "ZONE" };
        var forward = new Option<string>("--forward") { Description = "Hand measurements on to the vendor: off is all there is yet", HelpName = "off", DefaultValueFactory = _ => "off" };
        forward.AcceptOnlyFromAmong("off");
        var web = new Option<string>("--web") { Description = "The owner's page: off is all there is yet", HelpName = "off", DefaultValueFactory = _ => "off" };
        web.AcceptOnlyFromAmong("off");
        var command = new Command("serve", "Answer scales in their vendor's place from what was learned, and archive every weight") { listen, timezone, forward, web };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            IPEndPoint endPoint = ListenAddress.Read("--listen", line.GetValue(listen)!);
            var options = new ServeOptions { TimeZone = ZoneOf(line.GetValue(timezone)) };
            await RunAsync(settings, endPoint, options, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Settings settings, IPEndPoint endPoint, ServeOptions options, CancellationToken cancellation)
    {
        using var log = new StandardErrorLog(settings.Verbose);
        await using ScaleArchive archive = OpenArchive.At(settings);
        using ArchiveLease lease = archive.TakeServeLease("scaleproxy serve");
        RefuseWithoutProfile(archive.Profiles());
        await using var server = new ScaleServer(endPoint, new ArchiveKeeper(archive, TimeProvider.System), options, TimeProvider.System, log);
        string address = await ListenFault.ExplainAsync(endPoint, () => server.StartAsync(cancellation));
        await Console.Error.WriteLineAsync($"listening on {address}");
        await Interruption.WaitAsync(cancellation);
        await server.StopAsync();
    }

    private static void RefuseWithoutProfile(IReadOnlyList<Profile> profiles)
    {
        if (profiles.Any(profile => profile.Missing().Count == 0))
        {
            return;
        }

        throw new UserException(profiles.Count == 0
            ? "nothing has been learned yet; run `scaleproxy import FILE` with a capture of the scale and its vendor first (`scaleproxy demo` shows how it goes)"
            : $"no scale can be answered yet: of {profiles[0].Mac}, {string.Join(", and ", profiles[0].Missing())} is missing; import a capture that has it");
    }

    private static TimeZoneInfo ZoneOf(string? id)
    {
        if (id is null)
        {
            return TimeZoneInfo.Local;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)
            ? zone
            : throw new UserException($"--timezone: '{id}' is no time zone of this machine; give a name like Europe/Paris or UTC (the package tzdata has them)");
    }
}
