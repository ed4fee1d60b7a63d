using System.Text.Json;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>A scale that calls its vendor's own address, and is redirected on its way.</summary>
public sealed class TransparentTests
{
    [NamespaceFact]
    public async Task RedirectedScale_ReachesTheVendorsOwnAddress_AndIsRecorded()
    {
        using var house = new HouseNetwork();
        using var router = new Installation { Namespace = house.Router };
        using var scale = new Installation { Namespace = house.Scale };
        await using ServingProcess vendor = await router.StartAsync("simulate", "vendor", "--listen", "[::]:80");
        await using ServingProcess learn = await router.StartAsync("learn", "--transparent", "--listen", $"[::]:{HouseNetwork.RedirectedTo}");

        await scale.SucceedAsync("simulate", "scale", HouseNetwork.Vendor4, "--maintenance");
        await scale.SucceedAsync("simulate", "scale", $"[{HouseNetwork.Vendor6}]:80", "--fresh-connections");

        (await learn.TerminateAsync()).Should().Be(0);
        string?[] servers = [.. (await router.SucceedAsync("recordings", "list", "--json")).Json.EnumerateArray().Select(recording => recording.GetProperty("server").GetString())];
        servers.Should().Contain([$"{HouseNetwork.Vendor4}:80", $"[{HouseNetwork.Vendor6}]:80"]).And.OnlyContain(server => server!.EndsWith(":80", StringComparison.Ordinal));
        JsonElement device = (await router.SucceedAsync("devices", "--json")).Json.EnumerateArray().Should().ContainSingle().Subject;
        (device.GetProperty("mac").GetString(), device.GetProperty("secretKnown").GetBoolean()).Should().Be((WeighIn.Mac, true));
    }

    [NamespaceFact]
    public async Task CalledWithoutARedirect_IsALoop_AndRefused()
    {
        using var house = new HouseNetwork();
        using var router = new Installation { Namespace = house.Router };
        using var scale = new Installation { Namespace = house.Scale };
        await using ServingProcess learn = await router.StartAsync("learn", "--transparent", "--listen", $"[::]:{HouseNetwork.RedirectedTo}");

        CommandResult called = await scale.RunAsync("simulate", "scale", $"10.1.0.1:{HouseNetwork.RedirectedTo}");

        called.Status.Should().Be(1);
        called.Error.Should().Contain("HTTP 508");
        learn.Log.Should().Contain("loop").And.Contain("original destination");
    }
}
