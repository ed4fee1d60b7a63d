using System.Globalization;
using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

/// <summary>What a reader shows between two messages, and how it takes loss, ends and length.</summary>
public sealed class WireReaderTests
{
    private const string Expecting = "POST /cgi-bin/maint HTTP/1.1\r\nExpect: 100-continue\r\n";

    [Theory]
    [InlineData(Expecting + "Content-Length: 2\r\n\r\n", "hi")]
    [InlineData(Expecting + "Transfer-Encoding: chunked\r\n\r\n", "2\r\nhi\r\n0\r\n\r\n")]
    public void AwaitsContinue_FromTheHeadsLastByteToTheBodysFirst(string head, string body)
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        foreach (byte next in Transcript.Bytes(head))
        {
            reader.AwaitsContinue.Should().BeFalse("the head is not complete");
            Feed(reader, [next]).Should().BeEmpty();
        }

        reader.AwaitsContinue.Should().BeTrue();
        Feed(reader, Transcript.Bytes(body[..1])).Should().BeEmpty();
        reader.AwaitsContinue.Should().BeFalse("the body has begun without it");
        Feed(reader, Transcript.Bytes(body[1..])).Should().ContainSingle();
        reader.AwaitsContinue.Should().BeFalse("the message is complete");
    }

    [Theory]
    [InlineData(MessageKind.Request, "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData(MessageKind.Request, "POST /a HTTP/1.1\r\nExpect: something\r\nContent-Length: 2\r\n\r\n")]
    [InlineData(MessageKind.Request, "POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(MessageKind.Request, "POST /a HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")]
    [InlineData(MessageKind.Response, "HTTP/1.1 200 OK\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")]
    public void AwaitsContinue_NotWhereNothingIsAwaited(MessageKind kind, string head)
    {
        var reader = new WireReader(kind, Strictness.Strict);

        Feed(reader, Transcript.Bytes(head));

        reader.AwaitsContinue.Should().BeFalse();
    }

    [Fact]
    public void Buffered_CountsWhatBelongsToNoMessageYet()
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);

        Feed(reader, "GET /a HTTP/1.1\r\n\r\nGET"u8).Should().ContainSingle();

        reader.Buffered.Should().Be(3);
    }

    [Fact]
    public void Message_HoldsACopyOfItsBytes()
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        byte[] bytes = Transcript.Bytes("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");
        WireMessage message = Read(reader, bytes).Single();

        bytes.AsSpan().Clear();
        Feed(reader, "GET /bbbbbbbbbbbbbbbbbbbbbbbbbbbb HTTP/1.1\r\n\r\n"u8);

        Transcript.Show(message).Should().Be("POST /a HTTP/1.1 [Content-Length: 2] length \"hi\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK (cut)")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "HTTP/1.1 200 OK [Content-Length: 9] length \"abc\" (cut)")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", "HTTP/1.1 200 OK [Transfer-Encoding: chunked] chunks 3 \"ab\" (cut)")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabc", "HTTP/1.1 200 OK close \"abc\" (cut)")]
    [InlineData("not HTTP\r\nHTT")]
    public void Lose_KeepsWhatWasBegunAndFindsTheNext(string begun, params string[] kept)
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Tolerant);
        Feed(reader, Transcript.Bytes(begun)).Should().BeEmpty();

        reader.Lose();
        reader.Lose();

        reader.Buffered.Should().Be(0);
        Feed(reader, "P/1.1 404 in a body}HTTP/1.1 204 No Content\r\n\r\n"u8).Should().Equal([.. kept, "HTTP/1.1 204 No Content"]);
    }

    [Fact]
    public void Lose_ForgetsThatAReplyAnswersHead()
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Tolerant) { ReplyToHead = true };

        reader.Lose();

        Feed(reader, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8).Should().Equal("HTTP/1.1 200 OK [Content-Length: 2] length \"hi\"");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nConnection: TE, close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: TE,keep-alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nConnection: keep-alive\r\nconnection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nConnection: closed\r\n\r\n", true)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", true)]
    [InlineData("HTTP/1.0 204 No Content\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\nuntil close", false)]
    public void KeepsAlive_AsTheSenderSaid(string text, bool expected)
    {
        var reader = new WireReader(text.StartsWith("HTTP", StringComparison.Ordinal) ? MessageKind.Response : MessageKind.Request, Strictness.Strict);
        reader.Feed(Transcript.Bytes(text));
        reader.End();

        reader.TryRead(out WireMessage? message).Should().BeTrue();

        message!.KeepsAlive.Should().Be(expected);
    }

    [Fact]
    public void RequestAndReply_TellTheirParts()
    {
        WireMessage request = Read(new WireReader(MessageKind.Request, Strictness.Strict), "GET /a?b=c HTTP/1.0\r\n\r\n"u8).Single();
        WireMessage reply = Read(new WireReader(MessageKind.Response, Strictness.Strict), "HTTP/1.1 100 Continue\r\n\r\n"u8).Single();

        Encoding.Latin1.GetString(request.Method).Should().Be("GET");
        request.TargetText.Should().Be("/a?b=c");
        request.StatusCode.Should().Be(0);
        request.IsHttp10.Should().BeTrue();
        request.IsInterim.Should().BeFalse();
        reply.Method.IsEmpty.Should().BeTrue();
        reply.Target.IsEmpty.Should().BeTrue();
        reply.StatusCode.Should().Be(100);
        reply.IsHttp10.Should().BeFalse();
        reply.IsInterim.Should().BeTrue();
        reply.Head.Length.Should().Be(reply.Raw.Length);
    }

    [Fact]
    public void DataOfASingleChunk_IsWhereItWasInTheMessage()
    {
        WireMessage message = Read(new WireReader(MessageKind.Request, Strictness.Strict), Transcript.Crlf("""
            POST / HTTP/1.1
            Transfer-Encoding: chunked

            3
            abc
            0


            """)).Single();

        message.Body.Span.SequenceEqual("abc"u8).Should().BeTrue();
        message.Body.Span.Overlaps(message.Raw.Span).Should().BeTrue("it is not copied");
    }

    // As many chunks as a body has bytes: what is held for each must stay small.
    [Fact]
    public void TinyChunks_TakeNoTextUntilSomebodyAsks()
    {
        const int Count = 100_000;
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        reader.Feed(Transcript.Crlf("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n"));
        for (int i = 0; i < Count; i++)
        {
            reader.Feed("00000001;extension\r\nx\r\n"u8);
        }

        reader.Feed("0\r\n\r\n"u8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.TryRead(out WireMessage? message).Should().BeTrue();
        long held = GC.GetAllocatedBytesForCurrentThread() - before;

        message!.Chunks[Count - 1].Should().Be(new Chunk(1, "00000001;extension"));
        message.Body.Length.Should().Be(Count);
        held.Should().BeLessThan(Count * 100, "the message, where its chunks are (twice, and once more while that grows), and the body");
    }

    // Each of these would take minutes, were what is incomplete looked at again with every byte.
    [Theory]
    [InlineData("POST / HTTP/1.1\r\nA: ", 2_000_000, "\r\n\r\n", "POST / HTTP/1.1 [A: (2000000 × x)]")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0;", 2_000_000, "\r\n\r\n", "POST / HTTP/1.1 [Transfer-Encoding: chunked] chunks \"\"")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ", 2_000_000, "\r\n\r\n", "POST / HTTP/1.1 [Transfer-Encoding: chunked] chunks \"\" trailer [A: (2000000 × x)]")]
    [InlineData("no start line\r\n", 2_000_000, "POST / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1")]
    public void LongLineByteByByte_CostsNoMoreThanItsLength(string before, int length, string after, string expected)
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Tolerant, new WireLimits(MaxHead: 16 * 1024 * 1024));
        reader.Feed(Transcript.Bytes(before));
        for (int i = 0; i < length; i++)
        {
            reader.Feed("x"u8);
            if (reader.TryRead(out _))
            {
                Assert.Fail("a message before its last byte");
            }
        }

        Feed(reader, Transcript.Bytes(after)).Should().Equal(expected);
    }

    [Fact]
    public void FourMebibytesOfChunksByteByByte_AreOneBody()
    {
        const int Count = 4096;
        string chunk = "400\r\n" + new string('c', 1024) + "\r\n";
        byte[] bytes = Transcript.Bytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, Count)) + "0\r\n\r\n");
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        foreach (byte next in bytes.AsSpan(0, bytes.Length - 1))
        {
            reader.Feed([next]);
            if (reader.TryRead(out _))
            {
                Assert.Fail("a message before its last byte");
            }
        }

        WireMessage message = Read(reader, bytes.AsSpan(bytes.Length - 1)).Single();

        message.Raw.ToArray().Should().Equal(bytes);
        message.Body.Length.Should().Be(Count * 1024);
        message.Chunks.Should().HaveCount(Count);
    }

    [Fact]
    public void BytesThatNeverBecomeAMessage_AreNotHeld()
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Tolerant, Reading.Limits);
        byte[] noise = Transcript.Bytes(new string('x', 100));
        for (int i = 0; i < 1000; i++)
        {
            Feed(reader, noise).Should().BeEmpty();
            reader.Buffered.Should().BeLessThanOrEqualTo(Reading.Limits.MaxHead);
        }
    }

    [Fact]
    public void Error_NamesRuleAndPlaceAfterEarlierMessages()
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        reader.Feed("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nA : b\r\n\r\n"u8);
        reader.TryRead(out WireMessage? first).Should().BeTrue();
        first!.TargetText.Should().Be("/a");

        Action second = () => reader.TryRead(out _);

        WireException error = second.Should().Throw<WireException>().Which;
        error.Offset.Should().Be(36);
        error.Message.Should().EndWith("(at byte " + 36.ToString(CultureInfo.InvariantCulture) + ")").And.StartWith(error.Rule);
    }

    private static List<WireMessage> Read(WireReader reader, ReadOnlySpan<byte> bytes)
    {
        reader.Feed(bytes);
        var messages = new List<WireMessage>();
        while (reader.TryRead(out WireMessage? message))
        {
            messages.Add(message);
        }

        return messages;
    }

    private static List<string> Feed(WireReader reader, ReadOnlySpan<byte> bytes) => Read(reader, bytes).ConvertAll(Transcript.Show);
}
