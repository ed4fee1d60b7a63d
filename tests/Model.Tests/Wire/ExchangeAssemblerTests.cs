using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

/// <summary>
/// Both directions of a connection as a script: <c>&gt;</c> is what the client sends, <c>&lt;</c> what the server
/// sends, <c>&gt;?</c> and <c>&lt;?</c> are holes, <c>&gt;.</c> and <c>&lt;.</c> ends. Every step takes a second.
/// </summary>
public sealed class ExchangeAssemblerTests
{
    [Fact]
    public void Rest_IsBetweenExchanges()
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        assembler.IsAtRest.Should().BeTrue();

        assembler.FeedClient(Transcript.Crlf("GET / HTTP/1.1\n"), default);
        assembler.IsAtRest.Should().BeFalse();
        assembler.FeedClient(Transcript.Crlf("\n"), default);
        assembler.IsAtRest.Should().BeFalse();
        assembler.FeedServer(Transcript.Crlf("HTTP/1.1 204 No Content\n"), default);
        assembler.IsAtRest.Should().BeFalse();
        assembler.FeedServer(Transcript.Crlf("\n"), default);
        assembler.IsAtRest.Should().BeTrue();
    }

    [Fact]
    public void Seeking_IsSaid_OfADirectionThatGoesOn()
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        assembler.FeedClient(Transcript.Crlf("GET / HTTP/1.1\n\n"), default);
        assembler.IsSeeking.Should().BeFalse();

        assembler.FeedServer(Transcript.Crlf("no HTTP\n\n"), default);
        assembler.IsSeeking.Should().BeTrue();

        assembler.EndServer();
        assembler.IsSeeking.Should().BeFalse("there is nothing left to seek in");
    }

    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";

    [Fact]
    public void RequestAndReply_AreOneExchange() =>
        Play("> GET /a", "< 1").Should().Equal("/a => 1");

    [Fact]
    public void Pipelined_PairUpByOrder() =>
        Play("> GET /a", "> GET /b", "< 1", "> GET /c", "< 2", "< 3").Should().Equal("/a => 1", "/b => 2", "/c => 3");

    [Fact]
    public void Interim_BelongsToItsExchange() =>
        Play("> GET /a", "> GET /b", "< 100", "< 1", "< 100", "< 103", "< 2").Should().Equal("/a => 100 => 1", "/b => 100 => 103 => 2");

    [Fact]
    public void Interim_BelongsToItsExchangeWhereRepliesCameFirst() =>
        Play("< 100", "< 1", "< 103", "< 2", "> GET /a", "> GET /b").Should().Equal("/a => 100 => 1", "/b => 103 => 2");

    [Fact]
    public void ReplySeenBeforeItsRequest_PairsWithIt() =>
        Play("< 1", "> GET /a", "> GET /b", "< 2").Should().Equal("/a => 1", "/b => 2");

    [Fact]
    public void ReplyToHead_HasNoBody() =>
        Play("> HEAD /a", "> GET /b", "< 100", "< head", "< 2").Should().Equal("/a => 100 => ", "/b => 2");

    [Fact]
    public void NoReply_IsGivenOutWhenTheServerEnds() =>
        Play("> GET /a", "> GET /b", "< 1", "< 100", "<.").Should().Equal("/a => 1", "/b => 100 => ?");

    [Fact]
    public void RequestAfterTheServersEnd_IsGivenOutAtOnce() =>
        Play("<.", "> GET /a", "> GET /b HTTP/1.1\r\nHos", ">.").Should().Equal("/a => ?", "/b (cut) => ?");

    [Fact]
    public void ReplyUntilClose_EndsWithTheServer() =>
        Play("> GET /a", "< HTTP/1.1 200 OK\r\n\r\n7", ">.", "<.").Should().Equal("/a => 7");

    [Fact]
    public void ReplyAfterTheClientsEnd_StillPairs() =>
        Play("> GET /a", ">.", "< 1").Should().Equal("/a => 1");

    [Fact]
    public void ReplyWithoutRequestAtTheClientsEnd_IsAnOrphan() =>
        Play("< 1", ">.", "< 2").Should().Equal("2 orphans");

    [Fact]
    public void RequestLostInAHole_ItsReplyIsAnOrphanAndTheNextPairs() =>
        Play("> GET /a", "< 1", ">?", "< 2", "> GET /c", "< 3").Should().Equal("/a => 1", "/c => 3", "1 orphans");

    [Fact]
    public void RequestLostInAHole_FoundOutAfterItsReply() =>
        Play("> GET /a", "< 1", "< 2", ">?", "> GET /c", "< 3").Should().Equal("/a => 1", "/c => 3", "1 orphans");

    [Fact]
    public void RequestsLostInAHole_TheirRepliesInOnePieceAreOrphans() =>
        Play("> GET /a", ">?", "< 1" + Ok + "2" + Ok + "3", "> GET /d", "< 4").Should().Equal("/a => 1", "/d => 4", "2 orphans");

    [Fact]
    public void RequestBegunBeforeAHole_KeepsItsReply() =>
        Play("> POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nx", ">?", "> xx", "< 1", "> GET /b", "< 2").Should().Equal("/a (cut) => 1", "/b => 2");

    [Fact]
    public void OrphanThatEndsAfterTheNextRequest_IsStillAnOrphan() =>
        Play(">?", "< HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1", "> GET /b", "< 1" + Ok + "2").Should().Equal("/b => 2", "1 orphans");

    [Fact]
    public void RawReplies_AsTheyWereOnTheWire()
    {
        var assembler = new ExchangeAssembler(Strictness.Strict);
        assembler.FeedClient("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n"u8, default);
        ReadOnlySpan<byte> first = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8;
        assembler.FeedServer(first, default);
        assembler.EndServer();

        assembler.TryRead(out Exchange? answered).Should().BeTrue();
        assembler.TryRead(out Exchange? unanswered).Should().BeTrue();

        answered!.RawReplies().ToArray().Should().Equal(first.ToArray());
        unanswered!.RawReplies().Length.Should().Be(0);
    }

    [Fact]
    public void InterimOfAnOrphan_GoesWithIt() =>
        Play(">?", "< 100", "< 1", "> GET /b", "< 2").Should().Equal("/b => 2", "1 orphans");

    [Fact]
    public void ReplyBegunBeforeAHole_IsKept() =>
        Play("> GET /a", "< HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1", "<?", "< 99", "> GET /b", "< 2").Should().Equal("/a => 1 (cut)", "/b => 2");

    [Fact]
    public void ReplyLostInAHole_LaterRepliesGoToNoOtherRequest() =>
        Play("> GET /a", "> GET /b", "<?", "< 2", "> GET /c", "< 3").Should().Equal("/a => ?", "/b => ?", "/c => 3", "1 orphans");

    [Fact]
    public void ReplyLostInAHole_TheRestOfItIsPassedOver() =>
        Play("> GET /a", "<?", "< 99", "> GET /b", "< 2").Should().Equal("/a => ?", "/b => 2");

    [Fact]
    public void BeginInTheMiddle_TheFirstWholeExchangeIsTheFirst() =>
        Play(">?", "<?", "> tail}", "< 1", "> GET /b", "< 2").Should().Equal("/b => 2", "1 orphans");

    [Fact]
    public void TooManyRequests_TheOldestIsGivenUpAndTheOthersPairRight()
    {
        IEnumerable<string> requests = Enumerable.Range(0, ExchangeAssembler.MaxWaiting + 1).Select(i => $"> GET /{i}");

        Play([.. requests, "< 1", "< 2"]).Should().Equal("/0 => ?", "/1 => 2", "1 orphans");
    }

    [Fact]
    public void TooManyReplies_TheOldestIsGivenUpAndTheOthersPairRight()
    {
        IEnumerable<string> replies = Enumerable.Repeat("< 7", ExchangeAssembler.MaxWaiting).Prepend("< 1");

        Play([.. replies, "> GET /a", "> GET /b"]).Should().Equal("/a => ?", "/b => 7", "1 orphans");
    }

    [Fact]
    public void RequestsOfTooManyBytes_AreNotHeld()
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        byte[] request = Transcript.Bytes("POST /a HTTP/1.1\r\nContent-Length: 8388608\r\n\r\n" + new string('x', 8 * 1024 * 1024));
        for (int i = 0; i < 3; i++)
        {
            assembler.FeedClient(request, DateTimeOffset.UnixEpoch);
        }

        assembler.TryRead(out _).Should().BeFalse("three of them are within the limit");

        assembler.FeedClient(request, DateTimeOffset.UnixEpoch);

        assembler.TryRead(out Exchange? exchange).Should().BeTrue("four are beyond it");
        exchange!.Response.Should().BeNull();
    }

    [Fact]
    public void Times_AreThoseOfTheFirstAndTheLastByte()
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        assembler.FeedClient("GET /a HTTP/1.1\r\n"u8, At(1));
        assembler.FeedClient("\r\nGET /b HTTP/1.1\r\nA: b"u8, At(2));
        assembler.FeedServer("HTTP/1.1 200 OK\r\n"u8, At(3));
        assembler.FeedServer("Content-Length: 0\r\n\r\n"u8, At(4));
        assembler.FeedClient("c\r\n"u8, At(5));
        assembler.LoseClient();
        assembler.EndServer();

        Read(assembler).Select(exchange => (exchange.StartedAt, exchange.CompletedAt)).Should().Equal((At(1), At(4)), (At(2), At(5)));
    }

    [Fact]
    public void Buffered_CountsBothDirections()
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);

        assembler.FeedClient("GET"u8, At(1));
        assembler.FeedServer("HTTP/"u8, At(1));

        assembler.Buffered.Should().Be(8);
    }

    [Fact]
    public void StrictReading_ThrowsWhatTheReaderThrows()
    {
        var assembler = new ExchangeAssembler(Strictness.Strict);

        Action feed = () => assembler.FeedClient("GET /a HTTP/1.1\n\n"u8, At(1));

        feed.Should().Throw<WireException>().Which.Offset.Should().Be(15);
    }

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);

    private static List<Exchange> Read(ExchangeAssembler assembler)
    {
        var exchanges = new List<Exchange>();
        while (assembler.TryRead(out Exchange? exchange))
        {
            exchanges.Add(exchange);
        }

        return exchanges;
    }

    // "> GET /a" is short for a whole request, "< 1" for a reply with that body, "< 100" for an interim one, "< head" for
    // a reply's head alone; "< 99" is the tail of a body.
    private static List<string> Play(params string[] script)
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        for (int i = 0; i < script.Length; i++)
        {
            Step(assembler, script[i], At(i));
        }

        List<string> lines = Read(assembler).ConvertAll(Line);
        return assembler.Orphans > 0 ? [.. lines, $"{assembler.Orphans} orphans"] : lines;
    }

    private static void Step(ExchangeAssembler assembler, string step, DateTimeOffset at)
    {
        switch (step[..2])
        {
            case ">?":
                assembler.LoseClient();
                break;
            case "<?":
                assembler.LoseServer();
                break;
            case ">.":
                assembler.EndClient();
                break;
            case "<.":
                assembler.EndServer();
                break;
            case "> ":
                bool request = step.Contains(" /", StringComparison.Ordinal) && !step.Contains('\r', StringComparison.Ordinal);
                assembler.FeedClient(Transcript.Bytes(step[2..] + (request ? " HTTP/1.1\r\n\r\n" : "")), at);
                break;
            default:
                assembler.FeedServer(Transcript.Bytes(Reply(step[2..])), at);
                break;
        }
    }

    private static string Reply(string text) => text switch
    {
        "head" => Ok,
        "100" or "103" => $"HTTP/1.1 {text} Interim\r\n\r\n",
        "99" => text,
        _ when text.StartsWith("HTTP/", StringComparison.Ordinal) => text,
        _ => Ok + text,
    };

    private static string Line(Exchange exchange) => string.Join(" => ", [
        exchange.Request.TargetText + Cut(exchange.Request),
        .. exchange.Interim.Select(interim => $"{interim.StatusCode}"),
        exchange.Response is { } reply ? Encoding.Latin1.GetString(reply.Body.Span) + Cut(reply) : "?",
    ]);

    private static string Cut(WireMessage message) => message.Truncated ? " (cut)" : "";
}
