using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Proxy.Tests.Tls;

public sealed class TlsPeerTests : IDisposable
{
    private const string Scale = "scalews.withings.net";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    private CancellationToken Patience => _patience.Token;

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task ServerAndClient_BytesBothWays_WhateverTheSize()
    {
        (TlsPeer vendor, TlsPeer us) = await PairAsync();
        byte[] much = RandomNumberGenerator.GetBytes(3_000_000);

        Task<byte[]> reading = ReadToEndAsync(vendor);
        await us.SendAsync(much, Patience);
        await us.EndSendingAsync(Patience);
        (await reading).Should().Equal(much);

        // The half that is left still works.
        reading = ReadToEndAsync(us);
        await vendor.SendAsync(much, Patience);
        await vendor.EndSendingAsync(Patience);
        (await reading).Should().Equal(much);
        vendor.Dispose();
        us.Dispose();
    }

    [Fact]
    public async Task Wait_EndsWhenThereIsSomething_AndTakesNothing()
    {
        (TlsPeer vendor, TlsPeer us) = await PairAsync();
        Task waiting = vendor.WaitAsync(Patience).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        await us.SendAsync("weight"u8.ToArray(), Patience);
        await waiting;

        byte[] buffer = new byte[100];
        (await vendor.ReceiveAsync(buffer, Patience)).Should().Be(6);
        vendor.Dispose();
        us.Dispose();
    }

    [Fact]
    public async Task Reset_OtherSideSeesAReset_AndAPendingReceiveEnds()
    {
        (TlsPeer vendor, TlsPeer us) = await PairAsync();
        Task pending = us.ReceiveAsync(new byte[10], Patience).AsTask();

        us.Reset();

        await FluentActions.Awaiting(() => pending).Should().ThrowAsync<IOException>();
        IOException lost = (await FluentActions.Awaiting(() => vendor.ReceiveAsync(new byte[10], Patience).AsTask()).Should().ThrowAsync<IOException>()).Which;
        lost.GetBaseException().Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
        vendor.Dispose();
        us.Dispose();
    }

    [Fact]
    public async Task AfterAReset_EverythingSaysThatTheConnectionIsLost()
    {
        (TlsPeer vendor, TlsPeer us) = await PairAsync();
        us.Reset();
        us.Reset();

        await FluentActions.Awaiting(() => us.SendAsync("x"u8.ToArray(), Patience).AsTask()).Should().ThrowAsync<IOException>();
        await FluentActions.Awaiting(() => us.WaitAsync(Patience).AsTask()).Should().ThrowAsync<IOException>();
        await FluentActions.Awaiting(() => us.EndSendingAsync(Patience).AsTask()).Should().ThrowAsync<IOException>();
        us.LeftUnheard.Should().BeFalse("it was we who left");
        vendor.Dispose();
        us.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task HalfClosedByEither_OtherHalfGoesOn(SslProtocols protocols)
    {
        Loopback ends = await Loopback.ConnectAsync();
        Task<TlsPeer> accepting = TlsPeer.AcceptAsync(ends.Server, ReadOnlyMemory<byte>.Empty, TestAuthority.Now.ContextFor(Scale), Patience);
        await using SslStream scale = await ScaleAsync(ends.Client, protocols);
        using TlsPeer us = await accepting;
        us.Address.Should().Be(ends.Client.LocalEndPoint!.ToString());

        await us.EndSendingAsync(Patience);
        (await scale.ReadAsync(new byte[10], Patience)).Should().Be(0);
        await scale.WriteAsync("still here"u8.ToArray(), Patience);
        await scale.ShutdownAsync();

        (await ReadToEndAsync(us)).Should().Equal("still here"u8.ToArray());
    }

    [Fact]
    public async Task HelloReceivedBefore_HandshakeAllTheSame()
    {
        Loopback ends = await Loopback.ConnectAsync();
        Task<SslStream> shaking = ScaleAsync(ends.Client, SslProtocols.None);
        byte[] hello = new byte[ClientHello.MaxLength];
        int length = await ends.Server.ReceiveAsync(hello, Patience);

        using TlsPeer us = await TlsPeer.AcceptAsync(ends.Server, hello.AsMemory(0, length), TestAuthority.Now.ContextFor(Scale), Patience);
        await using SslStream scale = await shaking;

        await scale.WriteAsync("weight"u8.ToArray(), Patience);
        (await us.ReceiveAsync(new byte[10], Patience)).Should().Be(6);
        us.LeftUnheard.Should().BeFalse();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task ClientThatDoesNotTrustUs_AHandshakeThatFailsAfterTheCertificate_OrAClientThatLeavesUnheard(SslProtocols protocols)
    {
        Loopback ends = await Loopback.ConnectAsync();
        Task<TlsPeer> accepting = TlsPeer.AcceptAsync(ends.Server, ReadOnlyMemory<byte>.Empty, TestAuthority.Now.ContextFor(Scale), Patience);

        await FluentActions.Awaiting(() => ScaleAsync(ends.Client, protocols, trusts: false)).Should().ThrowAsync<AuthenticationException>();

        bool refused;
        try
        {
            using TlsPeer us = await accepting;
            try
            {
                (await us.ReceiveAsync(new byte[10], Patience)).Should().Be(0);
            }
            catch (IOException)
            {
                // An alert; some clients leave without one.
            }

            refused = us.LeftUnheard;
        }
        catch (HandshakeException exception)
        {
            refused = exception.CertificateSent;
        }

        refused.Should().BeTrue();
    }

    [Fact]
    public async Task ClientThatLeavesAfterTheHandshakeWithoutAWord_LeftUnheard()
    {
        (TlsPeer us, TlsPeer client) = await PairAsync();

        await client.EndSendingAsync(Patience);

        (await us.ReceiveAsync(new byte[10], Patience)).Should().Be(0);
        us.LeftUnheard.Should().BeTrue();
        us.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task ClientOfOld_Tls10AndRsaKeyExchange_Answered()
    {
        Loopback ends = await Loopback.ConnectAsync();
        Task<TlsPeer> accepting = TlsPeer.AcceptAsync(ends.Server, Hello.Made(Hello.Asking(Scale)), TestAuthority.Now.ContextFor(Scale), Patience);

        byte[] answer = new byte[11];
        await ends.Client.ReceiveAsync(answer, Patience);

        answer[..3].Should().Equal(22, 3, 1);
        answer[5].Should().Be(2, "it is a server's hello");
        answer[9..].Should().Equal(3, 1);
        ends.Client.Dispose();
        (await FluentActions.Awaiting(() => accepting).Should().ThrowAsync<HandshakeException>()).Which.CertificateSent.Should().BeTrue();
    }

    [Fact]
    public async Task ClientOfAVersionWeDoNotSpeak_FailsWithoutTheCertificate()
    {
        Loopback ends = await Loopback.ConnectAsync();

        // TLS 1.0 without a cipher that anybody knows.
        byte[] hello = [22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 1, .. new byte[32], 0, 0, 2, 0x12, 0x34, 1, 0];
        await ends.Client.SendAsync(hello, Patience);

        HandshakeException failure = (await FluentActions
            .Awaiting(() => TlsPeer.AcceptAsync(ends.Server, ReadOnlyMemory<byte>.Empty, TestAuthority.Now.ContextFor(Scale), Patience))
            .Should().ThrowAsync<HandshakeException>()).Which;
        failure.CertificateSent.Should().BeFalse();
        failure.Message.Should().NotContain("\n");
        ends.Client.Dispose();
    }

    [Fact]
    public async Task ServerThatIsNotTheOne_Refused_NamingItAndTheMend()
    {
        Loopback ends = await Loopback.ConnectAsync();
        Task<TlsPeer> vendor = TlsPeer.AcceptAsync(ends.Server, ReadOnlyMemory<byte>.Empty, TestAuthority.Now.ContextFor("other.withings.net"), Patience);

        HandshakeException failure = (await FluentActions
            .Awaiting(() => TlsPeer.ConnectAsync(ends.Client, Scale, new UpstreamTrust(Verify: true, TestAuthority.Roots), Patience))
            .Should().ThrowAsync<HandshakeException>()).Which;

        failure.Message.Should().ContainAll(Scale, "RemoteCertificateNameMismatch", "--insecure-upstream").And.NotContain("\n");
        await EndAsync(vendor);
    }

    [Fact]
    public async Task ServerThatNobodyVouchesFor_TakenWhereThatWasAskedFor()
    {
        Loopback ends = await Loopback.ConnectAsync();
        Task<TlsPeer> vendor = TlsPeer.AcceptAsync(ends.Server, ReadOnlyMemory<byte>.Empty, TestAuthority.Now.ContextFor("other.withings.net"), Patience);

        using TlsPeer us = await TlsPeer.ConnectAsync(ends.Client, Scale, new UpstreamTrust(Verify: false), Patience);

        (await vendor).Dispose();
    }

    [Fact]
    public async Task ServerThatSpeaksNoTls_Refused()
    {
        Loopback ends = await Loopback.ConnectAsync();
        await ends.Server.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Patience);

        await FluentActions
            .Awaiting(() => TlsPeer.ConnectAsync(ends.Client, Scale, new UpstreamTrust(Verify: false), Patience))
            .Should().ThrowAsync<HandshakeException>().WithMessage("*does it speak TLS*");
        ends.Server.Dispose();
    }

    private async Task<(TlsPeer Server, TlsPeer Client)> PairAsync()
    {
        Loopback ends = await Loopback.ConnectAsync();
        Task<TlsPeer> accepting = TlsPeer.AcceptAsync(ends.Server, ReadOnlyMemory<byte>.Empty, TestAuthority.Now.ContextFor(Scale), Patience);
        TlsPeer client = await TlsPeer.ConnectAsync(ends.Client, Scale, new UpstreamTrust(Verify: true, TestAuthority.Roots), Patience);
        return (await accepting, client);
    }

    private async Task<SslStream> ScaleAsync(Socket socket, SslProtocols protocols, bool trusts = true)
    {
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = new SslClientAuthenticationOptions { TargetHost = Scale, EnabledSslProtocols = protocols };
        if (trusts)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(TestAuthority.Roots);
        }

        try
        {
            await tls.AuthenticateAsClientAsync(options, Patience);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private async Task<byte[]> ReadToEndAsync(Peer peer)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int count;
        do
        {
            await peer.WaitAsync(Patience);
            count = await peer.ReceiveAsync(buffer, Patience);
            all.Write(buffer, 0, count);
        }
        while (count > 0);
        return all.ToArray();
    }

    private static async Task EndAsync(Task<TlsPeer> accepting)
    {
        try
        {
            (await accepting).Dispose();
        }
        catch (HandshakeException)
        {
            // The other end left within the handshake, or after it: both are right.
        }
    }
}
