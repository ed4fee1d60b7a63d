using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tls;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Tests.Tls;

public sealed class TlsIntakeTests
{
    private const string Request = "POST /cgi-bin/once HTTP/1.1\r\nHost: scalews.withings.net\r\nContent-Length: 10\r\n\r\naction=get";

    private static readonly byte[] s_request = Encoding.ASCII.GetBytes(Request);

    [Fact]
    public async Task ClientThatTrustsUs_Recorded_EveryByteAsItWas()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        await using SslStream scale = await relay.ConnectAsync(relay.Roots);

        await TalkAsync(scale, relay.Patience);
        Exchange exchange = await relay.Recorded.NextAsync();
        await EndAsync(scale, relay.Patience);
        await relay.StopAsync();

        Encoding.ASCII.GetString(exchange.Request.Raw.Span).Should().Be(Request);
        Encoding.ASCII.GetString(exchange.Response!.Raw.Span).Should().Be(TlsVendor.Reply);
        vendor.Got.Should().ContainSingle().Which.Should().Equal(s_request);
        vendor.Asked.Should().Equal(TlsVendor.Scale);
    }

    [Fact]
    public async Task HelloInPiecesOfAByte_Recorded()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        await using SslStream scale = await relay.ConnectAsync(relay.Roots, wrap: plain => new ByteWise(plain));

        await TalkAsync(scale, relay.Patience);

        Encoding.ASCII.GetString((await relay.Recorded.NextAsync()).Request.Raw.Span).Should().Be(Request);
    }

    [Fact]
    public async Task ClientThatRefusesUsThreeTimes_PassedThroughUnread_ItsBytesIntact()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        for (int time = 1; time <= 3; time++)
        {
            await FluentActions.Awaiting(() => relay.ConnectAsync(TestAuthority.Roots)).Should().ThrowAsync<AuthenticationException>();
            await relay.Log.WaitForAsync("refused our certificate", time);
        }

        int recorded = relay.Recorded.Conversations;
        // It trusts the vendor alone, so that the handshake is proof that nobody reads.
        await using SslStream scale = await relay.ConnectAsync(TestAuthority.Roots);
        byte[] much = RandomNumberGenerator.GetBytes(1_000_000);
        Task sending = scale.WriteAsync(much, relay.Patience).AsTask();
        byte[] back = new byte[much.Length];
        await scale.ReadExactlyAsync(back, relay.Patience);
        await sending;

        back.Should().Equal(much);
        relay.Recorded.Conversations.Should().Be(recorded);
        relay.Log.With("refused our certificate").Should().HaveCount(3);
        relay.Log.With("nothing to learn").Should().ContainSingle().Which.Should().StartWith("Warning").And.ContainAll(TlsVendor.Scale, "127.0.0.1", "ca export");
        relay.Log.With("Error").Should().BeEmpty();
    }

    [Fact]
    public async Task ClientThatAcceptsUsInBetween_CountedAnew()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        for (int time = 1; time <= 3; time++)
        {
            if (time == 3)
            {
                await using SslStream trusting = await relay.ConnectAsync(relay.Roots);
                await TalkAsync(trusting, relay.Patience);
                await EndAsync(trusting, relay.Patience);
                await relay.Log.WaitForAsync("ended");
            }

            await FluentActions.Awaiting(() => relay.ConnectAsync(TestAuthority.Roots)).Should().ThrowAsync<AuthenticationException>();
            await relay.Log.WaitForAsync("refused our certificate", time);
        }

        relay.Log.With("nothing to learn").Should().BeEmpty();
        await using SslStream scale = await relay.ConnectAsync(relay.Roots);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\n\r\n", "plain HTTP belong to --listen")]
    [InlineData("\u0016\u0003\u0001", "it went before")]
    public async Task NoTls_Reset_SayingWhatBelongsThere(string says, string logged)
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        using Socket client = await relay.ConnectPlainlyAsync();

        await client.SendAsync(Encoding.Latin1.GetBytes(says), relay.Patience);
        client.Shutdown(SocketShutdown.Send);

        await ShouldBeResetAsync(client, relay.Patience);
        await relay.Log.WaitForAsync(logged);
        vendor.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task HalfAHello_NotWaitedForForEver()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port, options => options with { HandshakeTimeout = TimeSpan.FromMilliseconds(50) });
        using Socket client = await relay.ConnectPlainlyAsync();

        await client.SendAsync("\u0016\u0003"u8.ToArray(), relay.Patience);

        await ShouldBeResetAsync(client, relay.Patience);
        await relay.Log.WaitForAsync("did not say in time");
    }

    [Fact]
    public async Task HandshakeThatNeverEnds_CountsAsARefusal()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port, options => options with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket client = await relay.ConnectPlainlyAsync();

        await client.SendAsync(Hello.Captured(TlsVendor.Scale, SslProtocols.None), relay.Patience);

        await relay.Log.WaitForAsync("it said nothing more");
    }

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
        await TalkAsync(scale, lax.Patience);
    }

    [Fact]
    public async Task UpstreamGiven_AskedForTheClientsName()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(1, options => options with { Upstream = new Uri($"https://127.0.0.1:{vendor.Port}") });
        await using SslStream scale = await relay.ConnectAsync(relay.Roots);

        await TalkAsync(scale, relay.Patience);

        vendor.Asked.Should().Equal(TlsVendor.Scale);
    }

    [Fact]
    public async Task UpstreamOfPlainHttp_TlsEndsHere_AndARefusingClientCannotBePassedThrough()
    {
        await using var vendor = new TlsVendor(certificateFor: null);
        await using TlsRelay relay = await TlsRelay.StartAsync(1, options => options with { Upstream = new Uri($"http://127.0.0.1:{vendor.Port}") });
        await using (SslStream scale = await relay.ConnectAsync(relay.Roots))
        {
            await TalkAsync(scale, relay.Patience);
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
        await TalkAsync(stream, relay.Patience);

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

    [Fact]
    public async Task PortInUse_SaysWhich()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = (IPEndPoint)taken.LocalEndpoint;

        (await FluentActions.Awaiting(() => TlsRelay.StartAsync(1, options => options with { TlsListen = address }))
            .Should().ThrowAsync<ListenException>()).Which.EndPoint.Should().Be(address);
    }

    [Fact]
    public async Task Stop_EndsAConnectionAtRest_Orderly()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port, options => options with { ShutdownTimeout = TimeSpan.FromMinutes(5) });
        await using SslStream scale = await relay.ConnectAsync(relay.Roots);
        await TalkAsync(scale, relay.Patience);
        await relay.Recorded.NextAsync();

        await relay.StopAsync().WaitAsync(relay.Patience);

        (await scale.ReadAsync(new byte[10], relay.Patience)).Should().Be(0);
    }

    [Fact]
    public void TlsWithoutAnAuthority_AFaultOfTheCaller()
    {
        using var log = new WatchedLog();

        FluentActions.Invoking(() => new RelayServer(new RelayOptions { TlsListen = new IPEndPoint(IPAddress.Loopback, 0) }, new Recorded(), new ScaleProxy.Proxy.Dns.SystemNameResolver(), TimeProvider.System, log))
            .Should().Throw<ArgumentNullException>();
    }

    private static async Task TalkAsync(Stream scale, CancellationToken patience)
    {
        await scale.WriteAsync(s_request, patience);
        byte[] reply = new byte[TlsVendor.Reply.Length];
        await scale.ReadExactlyAsync(reply, patience);
        Encoding.ASCII.GetString(reply).Should().Be(TlsVendor.Reply);
    }

    private static async Task EndAsync(SslStream scale, CancellationToken patience)
    {
        await scale.ShutdownAsync();
        (await scale.ReadAsync(new byte[10], patience)).Should().Be(0);
    }

    private static async Task ShouldBeResetAsync(Socket client, CancellationToken patience) =>
        (await FluentActions.Awaiting(() => client.ReceiveAsync(new byte[10], patience).AsTask()).Should().ThrowAsync<SocketException>())
            .Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
}
