using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>The conversation that was learned, asked again: the vendor's bytes, but for what must be fresh.</summary>
public sealed class WholeConversationTests
{
    private readonly Serving _serving = new(Vendor.Known);

    [Fact]
    public async Task EveryReply_IsTheLearnedOneRenewed()
    {
        Talk scale = _serving.From();

        Answer once = await scale.SayAsync(Scale.Once);
        once.Raw.Should().Be(Vendor.OnceReply(once.Once, Serving.Date));

        Answer session = await scale.SayAsync(Scale.Session(Scale.Hash(once.Once)));
        session.Raw.Should().Be(Vendor.SessionReply(session.SessionId, Serving.Date, Serving.Utc, Serving.Zone));

        (await scale.SayAsync(Scale.Maint(session.SessionId, Scale.Secret))).Raw.Should().Be(Vendor.Ok(Serving.Date));
        (await scale.SayAsync(Scale.Associate(session.SessionId))).Raw.Should().Be(Vendor.Blind(Serving.Date));
        (await scale.SayAsync(Scale.Measure(session.SessionId))).Raw.Should().Be(Vendor.Ok(Serving.Date));
        Answer end = await scale.SayAsync(Scale.Delete(session.SessionId));
        end.Raw.Should().Be(Vendor.Ok(Serving.Date));
        end.StaysOpen.Should().BeTrue();
    }

    [Fact]
    public async Task EveryRequestAndReply_IsKept_InOrder()
    {
        Talk scale = _serving.From();
        Answer once = await scale.SayAsync(Scale.Once);
        Answer session = await scale.SayAsync(Scale.Session(Scale.Hash(once.Once)));
        Answer maint = await scale.SayAsync(Scale.Maint(session.SessionId, Scale.Secret));
        Answer end = await scale.SayAsync(Scale.Delete(session.SessionId));

        _serving.Keeper.Requests.Should().Equal(
            Scale.Once, Scale.Session(Scale.Hash(once.Once)), Scale.Maint(session.SessionId, Scale.Secret), Scale.Delete(session.SessionId));
        _serving.Keeper.Exchanges.Select(exchange => Text.Of(exchange.Response)).Should().Equal(once.Raw, session.Raw, maint.Raw, end.Raw);
        _serving.Keeper.Turns.Should().OnlyContain(turn => turn.Mac == Scale.Mac);
    }

    [Fact]
    public async Task LastWeights_AreTheArchives()
    {
        _serving.Keeper.Weigh(
            new LastWeight(7654321, new MeasuredValue(MeasureType.Weight, 64310, -3), 1402290000),
            // Older than the learned one.
            new LastWeight(7654322, new MeasuredValue(MeasureType.Weight, 99, 0), 1402041599));

        Answer session = await _serving.From().BeginAsync();

        session.Raw.Should().Be(Vendor.SessionReply(
            session.SessionId, Serving.Date, Serving.Utc, Serving.Zone, first: "\"wt\":64.31,\"ht\":1.680", firstAt: "1402290000"));
    }

    [Fact]
    public async Task NextSession_IsAsFresh()
    {
        await _serving.From().BeginAsync();
        _serving.Clock.Move(TimeSpan.FromDays(183));

        Answer session = await _serving.From().BeginAsync();

        session.Raw.Should().Be(Vendor.SessionReply(
            session.SessionId, "Tue, 09 Dec 2014 08:00:00 GMT", Serving.Utc + (183 * 86_400), "\"goff\":3600,\"dst\":1427590800,\"ngoff\":7200"));
    }

    [Fact]
    public async Task Tokens_AreShortUniqueAndInTheVendorsShape()
    {
        var onces = new HashSet<string>(StringComparer.Ordinal);
        var sessions = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 50; i++)
        {
            Talk scale = _serving.From();
            string once = await scale.OnceAsync();
            Answer session = await scale.SayAsync(Scale.Session(Scale.Hash(once)));
            onces.Add(once).Should().BeTrue();
            sessions.Add(session.SessionId).Should().BeTrue();
        }

        onces.Should().OnlyContain(once => once.Length <= ScaleLimits.Token).And.AllSatisfy(once => once.Should().MatchRegex("^[0-9a-f]{8}-[0-9a-f]{8}$"));
        // The middle part is the time of the session.
        sessions.Should().OnlyContain(id => id.Length <= ScaleLimits.Token).And.AllSatisfy(id => id.Should().MatchRegex("^[0-9]{1,4}-53956980-[0-9a-f]{8}$"));
        onces.Select(once => once[..8]).Distinct(StringComparer.Ordinal).Should().HaveCountGreaterThan(40, "both parts are random");
    }

    [Fact]
    public async Task Probe_IsAnsweredAsGet_WhereOnlyThatWasLearned()
    {
        Answer probe = await _serving.From().SayAsync(Scale.Post("once", "action=probe"));

        probe.Raw.Should().Be(Vendor.OnceReply(probe.Once, Serving.Date));
    }

    [Fact]
    public async Task NeverLearnedEndpoint_KeptRaw_AndAnsweredInTheVendorsFraming()
    {
        string request = Scale.Post("v9/telemetry", "action=upload&x=%00y", "X-Odd: z\r\n");

        Answer answer = await _serving.From().SayAsync(request);

        answer.Raw.Should().Be(Vendor.Ok(Serving.Date));
        _serving.Keeper.Requests.Should().Equal(request);
        _serving.Log.Of(LogLevel.Information).Should().ContainSingle().Which.Should().Contain("v9/telemetry upload").And.Contain("never learned");
    }

    [Fact]
    public async Task NotAScalesRequest_404_AndNotKept()
    {
        Talk browser = _serving.From();

        Answer answer = await browser.SayAsync("GET /index.html?token=abc HTTP/1.1\r\nHost: x\r\n\r\n");

        answer.Raw.Should().Be("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        answer.StaysOpen.Should().BeTrue();
        await browser.EndAsync();
        _serving.Keeper.Turns.Should().BeEmpty();
    }

    [Fact]
    public async Task NothingKnown_503()
    {
        var empty = new Serving();

        Answer answer = await empty.From().SayAsync(Scale.Once);

        answer.Message.StatusCode.Should().Be(503);
        answer.StaysOpen.Should().BeFalse();
    }

    [Theory]
    [InlineData("HTTP/1.1", "", true)]
    [InlineData("HTTP/1.1", "Connection: close\r\n", false)]
    [InlineData("HTTP/1.0", "", false)]
    [InlineData("HTTP/1.0", "Connection: keep-alive\r\n", true)]
    public async Task Connection_StaysOpenAsTheScaleAsks(string version, string header, bool open)
    {
        Answer answer = await _serving.From().SayAsync(Scale.Post("once", "action=get", header, version));

        answer.StaysOpen.Should().Be(open);
        answer.Raw.Should().Be(Vendor.OnceReply(answer.Once, Serving.Date));
    }

    [Theory]
    [InlineData("Connection: close\r\n")]
    [InlineData("CONNECTION: x, Close\r\n")]
    public async Task ReplyLearnedWithAClosedConnection_ClosesIt(string header)
    {
        var serving = new Serving(Vendor.KnownBut(Scale.Once, Vendor.Sized("""{"status":0,"body":{"once":"3f2a90c1-77b0d4e2"}}""", headers: header)));

        Answer answer = await serving.From().SayAsync(Scale.Once);

        answer.StaysOpen.Should().BeFalse();
        answer.Raw.Should().Contain(header);
    }
}
