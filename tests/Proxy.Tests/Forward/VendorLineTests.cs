using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Forward;
using ScaleProxy.Proxy.Tests.Firmware;
using ScaleProxy.Proxy.Tests.Relay;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.Proxy.Tests.Forward;

/// <summary>One request at a time to a vendor that is held in the hand: what comes back, and why nothing does.</summary>
public sealed class VendorLineTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly LogLines _log = new();

    public VendorLineTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    private IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task RequestAndReply_ToTheByte_AndTheConnectionIsKept()
    {
        using VendorLine line = Open();

        Task<GuardedReply> first = Ask(line, Http.Session);
        using End vendor = await AcceptAsync();
        await vendor.ExpectAsync(Http.Session);
        await vendor.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Http.Ok);
        Task<GuardedReply> second = AskAfter(first, line, Http.Once);
        await vendor.ExpectAsync(Http.Once);
        await vendor.SendAsync(Http.Ok);

        Text.Of((await first).ForScale).Should().Be(Http.Ok);
        Text.Of((await second).Message.Raw).Should().Be(Http.Ok);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nunasked")]
    public async Task ConnectionThatTheVendorClosed_OrSaidMoreOn_IsMadeAnew(string more)
    {
        using VendorLine line = Open();
        Task<GuardedReply> first = Ask(line, Http.Once);
        using (End vendor = await AcceptAsync())
        {
            await vendor.ExpectAsync(Http.Once);
            await vendor.SendAsync(Http.Ok);
            await first;
            await vendor.SendAsync(more);
        }

        // Noticed, be it as an end or as a reset.
        await Task.WhenAny(line.Silence!).WaitAsync(TimeSpan.FromSeconds(30));
        Task<GuardedReply> second = Ask(line, Http.Once);
        using End again = await AcceptAsync();
        await again.ExpectAsync(Http.Once);
        await again.SendAsync(Http.Ok);

        Text.Of((await second).ForScale).Should().Be(Http.Ok);
    }

    [Fact]
    public async Task OfferOfFirmware_IsCutOut_AndSaid()
    {
        using VendorLine line = Open();
        string offering = Replies.Chunked(Replies.Body(Replies.Offer));
        Task<GuardedReply> ask = Ask(line, Http.Session);
        using End vendor = await AcceptAsync();
        await vendor.SendAsync(offering);

        GuardedReply reply = await ask;

        Text.Of(reply.Message.Raw).Should().Be(offering);
        Text.Of(reply.ForScale).Should().Be(Replies.Chunked(Replies.Body()));
        _log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("wbs03_1271.bin");
    }

    [Theory]
    [InlineData("", "without a reply", false)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "without a reply", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"stat", "not HTTP as it should be", true)]
    [InlineData("no HTTP at all\r\n\r\n", "not HTTP as it should be", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n", "not HTTP as it should be", true)]
    public async Task NoWholeReply_SaysWhy_AndRepeatsNothingOfIt(string said, string reason, bool mayHaveArrived)
    {
        using VendorLine line = Open();
        Task<GuardedReply> ask = Ask(line, Http.Once);
        using (End vendor = await AcceptAsync())
        {
            await vendor.ExpectAsync(Http.Once);
            await vendor.SendAsync(said);
            vendor.EndSending();
            VendorUnavailableException thrown = (await ask.Invoking(asked => asked).Should().ThrowAsync<VendorUnavailableException>()).Which;
            thrown.Message.Should().Contain(reason).And.NotContain("stat");
            thrown.MayHaveArrived.Should().Be(mayHaveArrived, "one that hangs up without a word has not taken it");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    public async Task VendorThatHangs_IsGivenUp_AfterTheTimeout(string said)
    {
        var clock = new HandClock(DateTimeOffset.UnixEpoch);
        using VendorLine line = Server(clock: clock).Open("192.0.2.10");
        Task<GuardedReply> ask = Ask(line, Http.Once);
        using End vendor = await AcceptAsync();
        await vendor.ExpectAsync(Http.Once);
        await vendor.SendAsync(said);

        clock.Move(s_timeout);

        (await ask.Invoking(asked => asked).Should().ThrowAsync<VendorUnavailableException>()).Which.Should().Match<VendorUnavailableException>(thrown => thrown.MayHaveArrived && thrown.Message.Contains("30 s"));
    }

    [Fact]
    public async Task NobodyListens_SaysWhere()
    {
        using VendorLine line = Open();
        _listener.Dispose();

        VendorUnavailableException thrown = (await Ask(line, Http.Once).Invoking(asked => asked).Should().ThrowAsync<VendorUnavailableException>()).Which;
        thrown.Message.Should().Contain("--upstream");
        thrown.MayHaveArrived.Should().BeFalse();
    }

    [Fact]
    public async Task VendorThatIsOurselves_IsRefusedAsALoop()
    {
        VendorServer server = Server(names: new FixedNames(IPAddress.Loopback), upstream: false);
        server.Listening(Address);
        using VendorLine line = server.Open("192.0.2.10");
        string request = Http.Post("once", "action=get", string.Create(CultureInfo.InvariantCulture, $"{Http.Host}:{Address.Port}"));

        (await Ask(line, request).Invoking(asked => asked).Should().ThrowAsync<VendorUnavailableException>()).Which.Message.Should().Contain("loop").And.Contain("--resolver");
    }

    [Fact]
    public async Task WithoutUpstream_OnlyTheVendorsHostsAreCalled()
    {
        using VendorLine line = Server(upstream: false).Open("192.0.2.10");

        (await Ask(line, Http.Post("once", "action=get", "www.example.org")).Invoking(asked => asked).Should().ThrowAsync<VendorUnavailableException>())
            .Which.Message.Should().Contain("www.example.org");
    }

    private VendorLine Open() => Server().Open("192.0.2.10");

    private VendorServer Server(INameResolver? names = null, bool upstream = true, TimeProvider? clock = null)
    {
        var options = new VendorServerOptions { Timeout = s_timeout, Upstream = upstream ? new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{Address}")) : null };
        return new VendorServer(options, names ?? new FixedNames(), clock ?? TimeProvider.System, _log);
    }

    private async Task<End> AcceptAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return new End(await _listener.AcceptAsync(patience.Token));
    }

    private static Task<GuardedReply> Ask(VendorLine line, string request)
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        reader.Feed(Text.Bytes(request));
        reader.TryRead(out WireMessage? message).Should().BeTrue();
        return line.AskAsync(message!).AsTask();
    }

    private static async Task<GuardedReply> AskAfter(Task<GuardedReply> before, VendorLine line, string request)
    {
        await before;
        return await Ask(line, request);
    }
}
