using System.Globalization;
using System.Text.RegularExpressions;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Forwarding;

/// <summary>Closed by default: nothing leaves the machine unless it was asked for. Every system call that could begin it is watched.</summary>
public sealed partial class NoConnectionTests
{
    [TraceFact]
    public async Task ForwardOff_NoSocketButTheScalesOwn_ThroughTwoWeighIns()
    {
        using Installation installation = await ImportedAsync();
        (string trace, installation.Under) = Watch(installation);
        await using (ServingProcess serve = await installation.ServeAsync())
        {
            await WeighInAsync(installation, serve);
            await WeighInAsync(installation, serve);
            (await serve.TerminateAsync()).Should().Be(0);
        }

        string[] calls = await File.ReadAllLinesAsync(trace);
        calls.Should().Contain(call => call.Contains("accept4(", StringComparison.Ordinal), "the scale's own connection is seen")
            .And.NotContain(call => Outwards().IsMatch(call));
    }

    [TraceFact]
    public async Task ForwardQueue_TheSameWatchSeesTheVendorsConnection()
    {
        using Installation installation = await ImportedAsync();
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--fault", "hang");
        (string trace, installation.Under) = Watch(installation);
        await using ServingProcess serve = await installation.ServeAsync("--forward", "queue", "--forward-interval", "1", "--upstream", $"http://{vendor.Address}");

        await WeighInAsync(installation, serve);

        string port = string.Create(CultureInfo.InvariantCulture, $"htons({vendor.Address.Port})");
        await Eventually.HoldsAsync(() => File.ReadLines(trace).Any(call => Outwards().IsMatch(call) && call.Contains(port, StringComparison.Ordinal)));
    }

    private static async Task<Installation> ImportedAsync()
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        return installation;
    }

    // A name is asked for by a datagram, with a socket that was connected or not.
    private static (string Trace, IReadOnlyList<string> Under) Watch(Installation installation)
    {
        string trace = installation.Beside("trace");
        return (trace, ["strace", "-D", "-f", "-e", "trace=connect,accept4,sendto,sendmsg,sendmmsg", "-o", trace]);
    }

    private static async Task WeighInAsync(Installation installation, ServingProcess serve)
    {
        installation.Under = [];
        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--maintenance", "--queued", "16", "--users", "2");
    }

    [GeneratedRegex(@"\b(connect|sendto|sendmsg|sendmmsg)\(.*sa_family=AF_INET", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Outwards();
}
