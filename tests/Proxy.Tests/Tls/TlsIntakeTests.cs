using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tests.Tls;

public sealed class TlsIntakeTests
{
    [Fact]
    public async Task ClientThatTrustsUs_Recorded_EveryByteAsItWas()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        await using SslStream scale = await relay.ConnectAsync(relay.Roots);

        await TlsTalk.OnceAsync(scale, relay.Patience);
        Exchange exchange = await relay.Recorded.NextAsync();
        await EndAsync(scale, relay.Patience);
        await relay.StopAsync();

        Encoding.ASCII.GetString(exchange.Request.Raw.Span).Should().Be(TlsTalk.Request);
        Encoding.ASCII.GetString(exchange.Response!.Raw.Span).Should().Be(TlsVendor.Reply);
        vendor.Got.Should().ContainSingle().Which.Should().Equal(Encoding.ASCII.GetBytes(TlsTalk.Request));
        vendor.Asked.Should().Equal(TlsVendor.Scale);
    }

    [Fact]
    public async Task HelloInPiecesOfAByte_Recorded()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        await using SslStream scale = await relay.ConnectAsync(relay.Roots, wrap: plain => new ByteWise(plain));

        await TlsTalk.OnceAsync(scale, relay.Patience);

        Encoding.ASCII.GetString((await relay.Recorded.NextAsync()).Request.Raw.Span).Should().Be(TlsTalk.Request);
    }

    [Fact]
    public async Task ClientThatRefusesUsThreeTimes_PassedThroughUnread_ItsBytesIntact()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        await RefuseAsync(relay, times: 3, before: 0);

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
    public async Task ClientThatAcceptsUsInBetween_CountedAnewFromItsFirstWordOn()
    {
        await using var vendor = new TlsVendor();
        await using TlsRelay relay = await TlsRelay.StartAsync(vendor.Port);
        await RefuseAsync(relay, times: 2, before: 0);

        // It is still there while it refuses again.
        await using SslStream trusting = await relay.ConnectAsync(relay.Roots);
        await TlsTalk.OnceAsync(trusting, relay.Patience);
        await RefuseAsync(relay, times: 2, before: 2);
        relay.Log.With("nothing to learn").Should().BeEmpty();

        // And what it refused since then is not forgotten when it goes.
        await EndAsync(trusting, relay.Patience);
        await relay.Log.WaitForAsync("ended");
        await RefuseAsync(relay, times: 1, before: 4);
        relay.Log.With("nothing to learn").Should().ContainSingle();
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
        await TlsTalk.OnceAsync(scale, relay.Patience);
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

    private static async Task RefuseAsync(TlsRelay relay, int times, int before)
    {
        for (int time = 1; time <= times; time++)
        {
            await FluentActions.Awaiting(() => relay.ConnectAsync(TestAuthority.Roots)).Should().ThrowAsync<AuthenticationException>();
            await relay.Log.WaitForAsync("refused our certificate", before + time);
        }
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
