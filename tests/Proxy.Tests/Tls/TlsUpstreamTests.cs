using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Tls;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>Whom a TLS connection is passed on to, and whom not.</summary>
public sealed class TlsUpstreamTests
{
    [Fact]
    public async Task NameThatIsNotTheVendors_Reset_NobodyAsked()
    {
        await using var vendor = new TlsVendor("bank.example");
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);

        await FluentActions.Awaiting(() => relay.ConnectAsync(relay.Roots, "bank.example")).Should().ThrowAsync<IOException>();

        await relay.Log.WaitForAsync("--allow-host bank.example");
        vendor.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task VendorThatCannotBeReached_ResetBeforeTheHandshake()
    {
        var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        await vendor.DisposeAsync();

        await FluentActions.Awaiting(() => relay.ConnectAsync(relay.Roots)).Should().ThrowAsync<IOException>();

        await relay.Log.WaitForAsync("cannot be reached");
        relay.Recorded.Conversations.Should().Be(0);
    }

    [Fact]
    public async Task VendorThatIsNotTheOne_ResetBeforeTheHandshake_UnlessToldNotToMind()
    {
        await using var vendor = new TlsVendor("other.withings.net");
        await using TlsRelay strict = await TlsRelay.StartAsync(vendor.Port);
        await using TlsRelay lax = await TlsRelay.StartAsync(vendor.Port, options => options with { VerifyUpstream = false });

        await FluentActions.Awaiting(() => strict.ConnectAsync(strict.Roots)).Should().ThrowAsync<IOException>();
        await strict.Log.WaitForAsync("--insecure-upstream");

        await using SslStream scale = await lax.ConnectAsync(lax.Roots);
        await TlsTalk.OnceAsync(scale, lax.Patience);
    }

    [Fact]
    public async Task UpstreamGiven_AskedForTheClientsName()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(1, options => options with { Upstream = new Uri($"https://127.0.0.1:{vendor.Port}") });
        await using SslStream scale = await relay.ConnectAsync(relay.Roots);

        await TlsTalk.OnceAsync(scale, relay.Patience);

        vendor.Asked.Should().Equal(TlsVendor.Scale);
    }

    [Fact]
    public async Task UpstreamOfPlainHttp_TlsEndsHere_AndARefusingClientCannotBePassedThrough()
    {
        await using var vendor = new TlsVendor(certificateFor: null);
        await using TlsRelay relay = await TlsRelay.StartAsync(1, options => options with { Upstream = new Uri($"http://127.0.0.1:{vendor.Port}") });
        await using (SslStream scale = await relay.ConnectAsync(relay.Roots))
        {
            await TlsTalk.OnceAsync(scale, relay.Patience);
            (await relay.Recorded.NextAsync()).Response.Should().NotBeNull();
        }

        for (int time = 1; time <= 4; time++)
        {
            await FluentActions.Awaiting(() => relay.ConnectAsync(TestAuthority.Roots)).Should().ThrowAsync<AuthenticationException>();
            await relay.Log.WaitForAsync("refused our certificate", time);
        }

        relay.Log.With("give an --upstream with https").Should().ContainSingle();
    }

    [Fact]
    public async Task PlainClient_UpstreamOfHttps_Recorded()
    {
        await using var vendor = new TlsVendor("vendor.example");
        await using TlsRelay relay = await TlsRelay.StartAsync(1, options => options with { Upstream = new Uri($"https://vendor.example:{vendor.Port}") });
        using Socket scale = await relay.ConnectPlainlyAsync(relay.PlainAddress);

        await using var stream = new NetworkStream(scale);
        await TlsTalk.OnceAsync(stream, relay.Patience);

        (await relay.Recorded.NextAsync()).Response.Should().NotBeNull();
        vendor.Asked.Should().Equal("vendor.example");
    }

    [Fact]
    public async Task VendorsOwnPortIsOurs_ALoop_RefusedByName()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int free = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using TlsRelay relay = await TlsRelay.StartAsync(free, options => options with { Listen = null, TlsListen = new IPEndPoint(IPAddress.Loopback, free) });

        await FluentActions.Awaiting(() => relay.ConnectAsync(relay.Roots)).Should().ThrowAsync<IOException>();

        await relay.Log.WaitForAsync("the TLS server name names scalews.withings.net");
        relay.Log.With("(a loop)").Should().ContainSingle();
    }

    [Theory]
    [InlineData(UpstreamSource.OriginalDestination, "bank.example", true)]
    [InlineData(UpstreamSource.OriginalDestination, TlsVendor.Scale, false)]
    [InlineData(UpstreamSource.OriginalDestination, null, false)]
    [InlineData(UpstreamSource.Option, "bank.example", false)]
    internal void RedirectedHere_OnlyWhatNamesAnotherHost_IsForOthers(UpstreamSource source, string? name, bool isForOthers)
    {
        var target = new UpstreamTarget("192.0.2.7", 443, IsTls: true, source) { ServerName = name };

        TlsIntake.IsForOthers(target, VendorHosts.Known).Should().Be(isForOthers);
    }
}
