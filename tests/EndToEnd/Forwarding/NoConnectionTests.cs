using System.Globalization;
using System.Net;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Forwarding;

/// <summary>Closed by default: nothing leaves the machine unless it was asked for.</summary>
public sealed class NoConnectionTests
{
    [BlackBoxFact]
    public async Task ForwardOff_NoSocketButTheScalesOwn_ThroughAWeighIn()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();

        IReadOnlyList<(IPEndPoint Local, IPEndPoint Remote)> seen = await WatchAsync(serve, "--measures", "20", "--maint");

        seen.Should().NotBeEmpty("the scale's own connection is seen").And.OnlyContain(connection => connection.Local.Port == serve.Address.Port);
    }

    [BlackBoxFact]
    public async Task ForwardQueue_TheSameWatchSeesTheVendorsConnection()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"), "--fail", "hang");
        await using ServingProcess serve = await installation.ServeAsync("--forward", "queue", "--forward-interval", "1", "--upstream", $"http://{vendor.Address}");

        IReadOnlyList<(IPEndPoint Local, IPEndPoint Remote)> seen = await WatchAsync(serve, "--measures", "20", "--maint");

        seen.Should().Contain(connection => connection.Remote.Port == vendor.Address.Port);
    }

    // Until two weigh-ins and the look of whatever would send are over.
    private static async Task<IReadOnlyList<(IPEndPoint Local, IPEndPoint Remote)>> WatchAsync(ServingProcess serve, params string[] scale)
    {
        var seen = new HashSet<(IPEndPoint, IPEndPoint)>();
        Task weighing = Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                string at = (1_700_000_000 + (i * 1_000_000)).ToString(CultureInfo.InvariantCulture);
                (await BlackBox.WeighInAsync(serve.Address, [.. scale, "--meastime", at])).Status.Should().Be(0);
                await Task.Delay(1500);
            }
        });
        while (!weighing.IsCompleted)
        {
            seen.UnionWith(OpenConnections.Of(serve.Id));
            await Task.Delay(2);
        }

        await weighing;
        return [.. seen];
    }
}
