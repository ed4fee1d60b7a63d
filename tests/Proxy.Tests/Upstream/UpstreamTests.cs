using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tests.Relay;

namespace ScaleProxy.Proxy.Tests.Upstream;

/// <summary>Where a connection goes on to, and what is refused: hosts that are not the vendor's, and loops.</summary>
public sealed class UpstreamTests
{
    [Fact]
    public async Task HostHeader_DecidesWhereItGoes_AndTheHeadGoesFirst()
    {
        var names = new FixedNames(IPAddress.Loopback);
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null }, names);
        string request = Http.Post("once", "action=get", string.Create(CultureInfo.InvariantCulture, $"{Http.Host}:{relay.Vendor.Port}"));
        using End scale = await relay.ConnectAsync();

        await scale.SendAsync(request[..40]);
        await scale.SendAsync(request[40..]);
        using End vendor = await relay.AcceptAsync();
        await vendor.ExpectAsync(request);
        await vendor.SendAsync(Http.Ok);
        await scale.ExpectAsync(Http.Ok);

        names.Asked.Should().Equal(Http.Host);
        await relay.Server.StopAsync();
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle();
    }

    [Fact]
    public async Task AddressThatDoesNotAnswer_TheNextIsTried()
    {
        // Nobody listens on the vendor's port at the other loopback address.
        var names = new FixedNames(IPAddress.Parse("127.0.0.2"), IPAddress.Loopback);
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null }, names);
        string request = Http.Post("once", "action=get", string.Create(CultureInfo.InvariantCulture, $"{Http.Host}:{relay.Vendor.Port}"));
        using End scale = await relay.ConnectAsync();

        await scale.SendAsync(request);

        using End vendor = await relay.AcceptAsync();
        await vendor.ExpectAsync(request);
    }

    [Theory]
    [InlineData("www.example.org")]
    [InlineData("withings.net.example.org")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("10.0.0.1:80")]
    public async Task ForeignHost_IsRefused_AndSaid(string host)
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null }, new FixedNames(IPAddress.Loopback));
        using End scale = await relay.ConnectAsync();

        await scale.SendAsync(Http.Post("once", "action=get", host));

        Text.Of(await scale.ReadToEndAsync()).Should().StartWith("HTTP/1.1 403 Forbidden\r\n").And.Contain("--allow-host");
        relay.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("--allow-host");
        relay.Recorder.Conversations.Should().BeEmpty();
    }

    [Fact]
    public async Task HostThatWasAllowed_IsTaken_AddressesToo()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null, Hosts = new VendorHosts(["127.0.0.1"]) });
        string request = Http.Post("once", "action=get", relay.Vendor.ToString());
        using End scale = await relay.ConnectAsync();

        await scale.SendAsync(request);

        using End vendor = await relay.AcceptAsync();
        await vendor.ExpectAsync(request);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "without a Host header")]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\n\r\n", "no host")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "no host")]
    public async Task NoHost_IsRefused(string request, string reason)
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null });
        using End scale = await relay.ConnectAsync();

        await scale.SendAsync(request);

        Text.Of(await scale.ReadToEndAsync()).Should().StartWith("HTTP/1.1 400 Bad Request\r\n").And.Contain(reason);
    }

    [Fact]
    public async Task NotHttp_WhereTheHostMustDecide_IsReset()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null });
        using End scale = await relay.ConnectAsync();

        await scale.SendAsync("\u0016\u0003\u0001\n");

        (await scale.IsResetAsync()).Should().BeTrue();
        relay.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("--upstream");
    }

    [Fact]
    public async Task VendorThatCannotBeReached_ScaleIsReset_AndTheReasonSaid()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        relay.CloseVendor();

        (await relay.ResetsNextAsync()).Should().BeTrue();

        relay.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain(relay.Vendor.ToString()).And.Contain("--upstream");
    }

    [Fact]
    public async Task NameThatDoesNotResolve_ScaleIsReset_AndTheReasonSaid()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = new Uri("http://scalews.withings.net") });

        (await relay.ResetsNextAsync()).Should().BeTrue();

        relay.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("scalews.withings.net").And.Contain("no such name");
    }

    [Fact]
    public async Task UpstreamThatIsOurselves_IsALoop()
    {
        int port = FreePort();
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with
        {
            Listen = new IPEndPoint(IPAddress.Any, port),
            Upstream = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.3:{port}")),
        });

        await RequireLoopAsync(relay, Http.Once, "--upstream");
    }

    [Fact]
    public async Task HostThatResolvesToOurselves_IsALoop()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null }, new FixedNames(IPAddress.Loopback));

        await RequireLoopAsync(relay, Http.Post("once", "", string.Create(CultureInfo.InvariantCulture, $"{Http.Host}:{relay.Address.Port}")), "the Host header", "--resolver");
    }

    [Fact]
    public async Task TransparentConnectionThatWasNotRedirected_IsRefused()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Upstream = null, Transparent = true });
        using End scale = await relay.ConnectAsync();

        await scale.SendAsync(Http.Once);

        // A system that does not track connections says so; one that does says that it is ours.
        Text.Of(await scale.ReadToEndAsync()).Should().MatchRegex("^HTTP/1.1 (502|508) ").And.Contain("original destination");
    }

    [Fact]
    public async Task AddressInUse_IsSaid()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();

        await FluentActions.Awaiting(() => RunningRelay.StartAsync((_, options) => options with { Listen = relay.Vendor }))
            .Should().ThrowAsync<IOException>().WithMessage($"*{relay.Vendor}*");
    }

    [Fact]
    public async Task DualListener_TakesIPv4_AndNamesItSo()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return;
        }

        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Listen = new IPEndPoint(IPAddress.IPv6Any, 0) });
        foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using End scale = await End.ConnectAsync(new IPEndPoint(address, relay.Address.Port));
            using End vendor = await relay.AcceptAsync();
            await scale.SendAsync(Http.Once);
            await vendor.ExpectAsync(Http.Once);
            relay.Recorder.Conversations[^1].Client.Should().Be(scale.Socket.LocalEndPoint!.ToString());
        }
    }

    private static async Task RequireLoopAsync(RunningRelay relay, string request, params string[] said)
    {
        using End scale = await End.ConnectAsync(new IPEndPoint(IPAddress.Loopback, relay.Address.Port));
        await scale.SendAsync(request);
        Text.Of(await scale.ReadToEndAsync()).Should().StartWith("HTTP/1.1 508 Loop Detected\r\n").And.ContainAll(said);
        relay.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("loop").And.ContainAll(said);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
