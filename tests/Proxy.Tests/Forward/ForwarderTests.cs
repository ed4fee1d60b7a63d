using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Forward;
using ScaleProxy.Proxy.Tests.Relay;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.Proxy.Tests.Forward;

/// <summary>What is said to a vendor that is held in the hand, and what is noted of its answers.</summary>
public sealed class ForwarderTests : IDisposable
{
    private const string Mac = "00:24:e4:a1:b2:c3";
    private const string Secret = "0f1e2d3c4b5a6978";
    private const string Once = "77aa00bb-11223344";
    private const string Session = "4242-5395b300-feedf00d";
    private const long Ann = 1234567;
    private const int First = 1_700_000_000;

    private static readonly ForwardedScale s_scale = new(Mac, Secret, null, 262151, "211", 69, 0);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly HandClock _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly LogLines _log = new();

    public ForwarderTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task SeveralThatWait_GoInOneConversation_EachNotedBeforeTheNext()
    {
        var outbox = new MemoryOutbox(s_scale, Weighing(1), Weighing(2));

        IReadOnlyList<string> said = await TalkAsync(outbox, OnceReply, SessionReply(), Status(0), Status(225), Status(0));

        said.Should().HaveCount(5);
        said[0].Should().EndWith("\r\n\r\naction=get");
        said[1].Should().Contain($"action=new&auth={Mac}&hash={HandshakeHash.Compute(Mac, Secret, Once)}&mfgid=262151&currentfw=211&batterylvl=69&");
        said[2].Should().Contain($"action=store&sessionid={Session}&").And.Contain("&meastime=1700000001&");
        said[4].Should().EndWith($"action=delete&sessionid={Session}");
        outbox.Notes.Should().Equal("begun 1", "1 Sent", "begun 2", "2 Failed", "turn given back");
        outbox.Settled[1].Reason.Should().Contain("225");
        outbox.Visits.Should().HaveCount(2).And.OnlyContain(visit => visit.NextAt == _clock.GetUtcNow().AddSeconds(60) && visit.Failures == 0 && visit.Error == null);
        string.Join('\n', _log.All).Should().NotContain(Secret).And.NotContain(Once).And.NotContain(Session);
    }

    [Theory]
    [InlineData("", nameof(ParcelState.Waiting))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"stat", nameof(ParcelState.InDoubt))]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", nameof(ParcelState.Waiting))]
    public async Task NoReplyToAWeight_EndsTheConversation_AndItIsInDoubtWhereTheVendorMayHaveTakenIt(string reply, string state)
    {
        var outbox = new MemoryOutbox(s_scale with { Failures = 2 }, Weighing(1), Weighing(2));

        (await TalkAsync(outbox, OnceReply, SessionReply(), reply)).Should().HaveCount(3);

        outbox.Notes.Should().Equal("begun 1", $"1 {state}", "turn given back");
        outbox.Visits[^1].Failures.Should().Be(3);
        (outbox.Visits[^1].NextAt - _clock.GetUtcNow()).TotalSeconds.Should().BeInRange(180, 300, "the wait after the third failure is four times the first, a quarter more or less");
        outbox.Visits[^1].Error.Should().NotBeNull();
    }

    [Fact]
    public async Task SessionRefused_NothingIsSent_AndTheNextCallComesLater()
    {
        var outbox = new MemoryOutbox(s_scale, Weighing(1));

        (await TalkAsync(outbox, OnceReply, Status(100))).Should().HaveCount(2);

        outbox.Notes.Should().Equal("turn given back");
        outbox.Visits[^1].Error.Should().Contain("100");
    }

    [Theory]
    [InlineData(First + 1, "1 Sent")]
    [InlineData(First, "begun 1", "1 Sent")]
    [InlineData(First - 7, "1 Failed")]
    public async Task InDoubt_TheVendorsOwnWordDecides(long lastWeighed, params string[] notes)
    {
        var outbox = new MemoryOutbox(s_scale, Weighing(1) with { IsInDoubt = true }) { Newest = First };
        string[] replies = notes.Length == 1 ? [Status(0)] : [Status(0), Status(0)];

        IReadOnlyList<string> said = await TalkAsync(outbox, [OnceReply, SessionReply(lastWeighed), .. replies]);

        said.Should().HaveCount(2 + replies.Length);
        outbox.Notes.Should().Equal([.. notes, "turn given back"]);
        outbox.Visits[^1].Error.Should().BeNull();
    }

    [Theory]
    [InlineData(First + 1)]
    [InlineData(First)]
    public async Task VendorThatIsThisProgram_TakesNothing(long lastWeighed)
    {
        var outbox = new MemoryOutbox(s_scale, Weighing(1)) { OwnSession = Session };
        string[] replies = lastWeighed == First ? [Status(0)] : [];

        await TalkAsync(outbox, [OnceReply, SessionReply(lastWeighed), .. replies]);

        outbox.Settled.Should().NotContain(settled => settled.State == ParcelState.Sent);
        outbox.Visits[^1].Error.Should().Contain("it was scaleproxy itself");
    }

    [Fact]
    public async Task TakenAwayInTheLastMoment_TheVendorNeverGetsTheWholeRequest()
    {
        var outbox = new MemoryOutbox(s_scale, Weighing(1)) { IsTakenAway = true };

        IReadOnlyList<string> said = await TalkAsync(outbox, OnceReply, SessionReply(), Status(0));

        said.Should().HaveCount(4);
        said[2].Should().NotEndWith("%5D%7D", "the last byte is held back");
        said[3].Should().EndWith("action=delete&sessionid=" + Session);
        outbox.Notes.Should().Equal("begun 1", "turn given back");
    }

    [Fact]
    public async Task TurnOfAnotherProcess_NothingIsSaid()
    {
        var outbox = new MemoryOutbox(s_scale, Weighing(1)) { IsTaken = true };

        (await NewForwarder(outbox).LookAsync(CancellationToken.None)).Should().BeFalse();

        outbox.Notes.Should().BeEmpty();
        outbox.Visits.Should().BeEmpty();
    }

    private static string OnceReply { get; } = Ok($$$"""{"status":0,"body":{"once":"{{{Once}}}"}}""");

    private static string SessionReply(long lastWeighed = 0) =>
        Ok(FormattableString.Invariant($$$$"""{"status":0,"body":{"sessionid":"{{{{Session}}}}","sp":{"users":[{"id":{{{{Ann}}}},"cr":{{{{lastWeighed}}}}}]}}}"""));

    private static string Status(int status) => Ok(FormattableString.Invariant($$"""{"status":{{status}}}"""));

    private static string Ok(string body) => FormattableString.Invariant($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private static Parcel Weighing(int number) => new()
    {
        Items = [number],
        Measurements = [new Measurement(Mac, First + number, [Ann], null, null, [new MeasuredValue(MeasureType.Weight, 77110 + number, -3)])],
    };

    private Forwarder NewForwarder(MemoryOutbox outbox)
    {
        var options = new ForwardOptions
        {
            Upstream = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{_listener.LocalEndPoint}")),
            CommitPatience = TimeSpan.Zero,
        };
        return new Forwarder(options, outbox, new FixedNames(), [], _clock, new Random(1), _log);
    }

    // Gives the replies one after the other, hangs up, and tells what it was asked. Where it is hung up on, it is called again.
    private async Task<IReadOnlyList<string>> TalkAsync(MemoryOutbox outbox, params string[] replies)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Task<bool> look = NewForwarder(outbox).LookAsync(CancellationToken.None);
        var said = new List<string>();
        Socket socket = await _listener.AcceptAsync(patience.Token);
        var requests = new WireReader(MessageKind.Request, Strictness.Strict);
        byte[] buffer = new byte[4096];
        foreach (string reply in replies)
        {
            WireMessage? request;
            while (!requests.TryRead(out request))
            {
                int count = await ReceiveAsync(socket, buffer, patience.Token);
                requests.Feed(buffer.AsSpan(0, count));
                if (count == 0)
                {
                    said.Add(Text.Of(requests.Unread.ToArray()));
                    socket.Dispose();
                    socket = await _listener.AcceptAsync(patience.Token);
                    requests = new WireReader(MessageKind.Request, Strictness.Strict);
                }
            }

            said.Add(Text.Of(request.Raw));
            await socket.SendAsync(Text.Bytes(reply), patience.Token);
        }

        socket.Dispose();
        (await look.WaitAsync(patience.Token)).Should().BeTrue();
        return said;
    }

    // Nothing where the connection has ended, be it by a reset.
    private static async Task<int> ReceiveAsync(Socket socket, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellation);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
