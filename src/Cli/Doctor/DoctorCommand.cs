using System.CommandLine;
using System.Net;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Model.Learning;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Dns.Config;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Cli.Doctor;

/// <summary><c>scaleproxy doctor</c>: what is wrong with this set-up, and how to mend it.</summary>
internal static class DoctorCommand
{
    private const int Failed = 1;
    private const string ScaleHost = "scalews.withings.net";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var listen = new Option<string>("--listen") { Description = "Where scales are to reach us", HelpName = "ADDR:PORT", DefaultValueFactory = _ => "0.0.0.0:80" };
        var host = new Option<string>("--host") { Description = "The host that the scale calls", HelpName = "NAME", DefaultValueFactory = _ => ScaleHost };
        Option<string?> resolver = NameServerAddress.Option("A name server to ask besides this machine's own: the one that the scale asks, or that of `learn`");
        var expect = new Option<string?>("--expect") { Description = "The address that the scale reaches us by (default: any that this machine has)", HelpName = "IP" };
        var command = new Command("doctor", "Look at this machine and this set-up: what is right, what is not, and how to mend it") { listen, host, resolver, expect };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            IPEndPoint? server = NameServerAddress.Read(line.GetValue(resolver));
            IReadOnlyList<ICheck> checks = Checks(
                settings,
                ListenAddress.Read("--listen", line.GetValue(listen)!),
                line.GetValue(host)!,
                server,
                line.GetValue(expect) is { } address ? ReadAddress(address) : null);
            return await RunAsync(settings, new Examination(checks), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, Examination examination, CancellationToken cancellation)
    {
        IReadOnlyList<(string Check, Finding Finding)> findings = await examination.RunAsync(
            (check, finding) => (settings.Json ? Console.Error : Console.Out).WriteLine(Examination.TextOf(check, finding)),
            cancellation);
        if (settings.Json)
        {
            JsonDocumentWriter.Write(json => Examination.WriteJson(json, findings));
        }

        int bad = findings.Count(found => found.Finding.Level == FindingLevel.Bad);
        if (bad == 0)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync($"scaleproxy: {Plural.Of(bad, "thing")} to mend");
        return Failed;
    }

    private static IReadOnlyList<ICheck> Checks(Settings settings, IPEndPoint listen, string host, IPEndPoint? server, IPAddress? expected)
    {
        TimeProvider clock = TimeProvider.System;
        var network = new LocalNetwork(clock);
        var system = new AskedResolver("this machine's resolver", new SystemNameResolver());
        AskedResolver[] given = server is null ? [] : [new AskedResolver(server.ToString(), new DnsResolver(server, clock))];

        // Whoever is given knows the vendor better than the system's own, which may be redirected.
        var probe = new VendorProbe(host, ConfigRequest.ScalePort, [.. given, system], address => network.IsThisMachine(address) || address.Equals(expected), clock);
        return
        [
            new PortCheck(listen, ListeningSockets.HolderOf),
            new NameCheck(host, [system, .. given], expected, network.IsThisMachine),
            new VendorCheck(host, probe),
            new RedirectCheck(listen.Port, ThisMachine.RulesAsync),
            new ClockCheck(clock, probe, ThisMachine.ClockIsSynchronizedAsync),
            settings.Server is { } shared ? new ServerArchiveCheck(shared.ToString(), () => OpenArchive.At(settings)) : new ArchiveCheck(settings.DatabasePath, ThisMachine.FreeBytes),
            new ProfileCheck(_ => ProfilesAsync(settings)),
        ];
    }

    // An archive that is not there is not made for being looked at.
    private static async Task<IReadOnlyList<Profile>> ProfilesAsync(Settings settings)
    {
        if (settings.Server is null && !File.Exists(settings.DatabasePath))
        {
            return [];
        }

        await using ScaleArchive archive = OpenArchive.At(settings);
        return archive.Profiles();
    }

    private static IPAddress ReadAddress(string text) =>
        IPAddress.TryParse(text, out IPAddress? address)
            ? address
            : throw new UserException($"--expect: '{text}' is no address; give the one that the scale reaches this machine by, like 192.168.1.10");
}
