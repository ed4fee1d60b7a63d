using FsCheck;
using FsCheck.Xunit;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

/// <summary>A follower finds the messages where the reader finds them, and holds none of them.</summary>
public sealed class MessageFollowerTests
{
    public static TheoryData<string> Names => [.. Sample.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryMessage_EndsWhereTheReaderSays(string name)
    {
        Sample sample = Sample.Named(name);

        Ends(sample, []).Should().Equal(Expected(sample), name);
        Ends(sample, Enumerable.Range(0, sample.Bytes.Length)).Should().Equal(Expected(sample), name);
    }

    [Property(MaxTest = 50)]
    public void SplitAnywhere_TheSame(NonNegativeInt[] cuts)
    {
        foreach (Sample sample in Sample.All)
        {
            Ends(sample, cuts.Select(cut => cut.Get % sample.Bytes.Length).Order()).Should().Equal(Expected(sample), sample.Name);
        }
    }

    [Fact]
    public void HeadInPieces_StaysAsItIs_WhateverOthersWriteToLentMemory()
    {
        var follower = new MessageFollower(MessageKind.Response);
        byte[] whole = Transcript.Crlf("HTTP/1.1 200 OK\nContent-Length: 2\n\n");
        follower.Read(whole.AsSpan(0, 20), out _, out _).Should().Be(FollowStep.NeedsMore);

        follower.Read(whole.AsSpan(20), out _, out ReadOnlySpan<byte> head).Should().Be(FollowStep.Head);
        byte[][] lent = [.. Enumerable.Range(0, 8).Select(_ => System.Buffers.ArrayPool<byte>.Shared.Rent(512))];
        Array.ForEach(lent, static memory => memory.AsSpan().Fill((byte)'x'));

        head.ToArray().Should().Equal(whole);
    }

    [Fact]
    public void Body_IsNotHeld()
    {
        var follower = new MessageFollower(MessageKind.Response);
        byte[] head = Transcript.Crlf("HTTP/1.1 200 OK\nContent-Length: 1000000000000\n\n");
        byte[] body = new byte[64 * 1024];
        follower.Read(head, out _, out _).Should().Be(FollowStep.Head);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            follower.Read(body, out int consumed, out _).Should().Be(FollowStep.NeedsMore);
        }

        // What the assertions themselves take is far less than the bodies.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1000 * 4096);
    }

    [Theory]
    [InlineData("nonsense\n\n")]
    [InlineData("HTTP/2 200\n\n")]
    public void NotHttp_IsLost_ForGood(string text)
    {
        var follower = new MessageFollower(MessageKind.Response);

        follower.Read(Transcript.Crlf(text), out _, out _).Should().Be(FollowStep.Lost);
        follower.Read(Transcript.Crlf("HTTP/1.1 200 OK\n\n"), out _, out _).Should().Be(FollowStep.Lost);
    }

    [Theory]
    [InlineData("Content-Length: 5\n", 5)]
    [InlineData("X-A: b\ncontent-length: 5\n", 5)]
    [InlineData("Content-Length : 5\n", 5)]
    [InlineData("Content-Length\t: 5\n", 5)]
    [InlineData("Content-Length:\n 5\n", 5)]
    [InlineData("Content-Length: 7, 5\n", 5)]
    [InlineData("Content-Length: 7\nContent-Length: 5\n", 5)]
    [InlineData("Content-Length: 5\nContent-Length: x\n", 5)]
    [InlineData("Content-Length: 05\n", 5)]
    [InlineData("Content-Length: 9223372036854775807\n", long.MaxValue)]
    [InlineData("Content-Length-X: 7\nContent-Length: 5\n", 5)]
    [InlineData("X-A: b\n Content-Length: 7\nContent-Length: 5\n", 5)]
    public void Length_WhereverItStands_AndHoweverItIsWritten(string fields, long length)
    {
        Head(fields).ContentLength.Should().Be(length);
        // More lines of the kind that is looked at than are kept in mind.
        Head(Repeated("Connection: a, keep-alive\n", 20) + fields).ContentLength.Should().Be(length);
        Head(Repeated("Cookie: a=b\n", 20) + fields).ContentLength.Should().Be(length);
    }

    [Theory]
    [InlineData("Content-Length: +5\n")]
    [InlineData("Content-Length: -5\n")]
    [InlineData("Content-Length: 5x\n")]
    [InlineData("Content-Length: 9223372036854775808\n")]
    [InlineData("Content-Length: 99999999999999999999999999\n")]
    [InlineData("Content-Length:\n")]
    [InlineData("Content-Length\n")]
    [InlineData("Content_Length: 5\n")]
    public void LengthThatIsNone_UntilClose(string fields) => Head(fields).Framing.Should().Be(Framing.UntilClose);

    [Theory]
    [InlineData("", false)]
    [InlineData("Content-Encoding: identity\n", false)]
    [InlineData("Content-Encoding: Identity\n", false)]
    [InlineData("Content-Encoding: gzip\n", true)]
    [InlineData("content-encoding:br\n", true)]
    [InlineData("Content-Encoding: identity\nContent-Encoding: gzip\n", true)]
    [InlineData("Transfer-Encoding: chunked\n", false)]
    public void BodyInACodingOfItsOwn_IsSaid(string fields, bool isEncoded) => Head(fields).IsEncoded.Should().Be(isEncoded);

    [Theory]
    [InlineData("ffffffffffffffff\n")]
    [InlineData("8000000000000000\n")]
    [InlineData("00000000000000001\n")]
    [InlineData(";\n")]
    [InlineData("-1\n")]
    [InlineData("1\nab\n")]
    public void BadChunk_IsLost(string chunks)
    {
        var follower = new MessageFollower(MessageKind.Response);
        byte[] bytes = Transcript.Crlf("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n" + chunks);
        follower.Read(bytes, out int head, out _).Should().Be(FollowStep.Head);

        follower.Read(bytes.AsSpan(head), out _, out _).Should().Be(FollowStep.Lost);
    }

    [Fact]
    public void EndlessLine_IsLost()
    {
        var follower = new MessageFollower(MessageKind.Response, Reading.Limits);
        follower.Read(Transcript.Crlf("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"), out _, out _);

        follower.Read(Transcript.Bytes("1;" + new string('x', Reading.Limits.MaxHead)), out _, out _).Should().Be(FollowStep.Lost);
    }

    private static MessageFollower Head(string fields)
    {
        var follower = new MessageFollower(MessageKind.Response);
        follower.Read(Transcript.Crlf("HTTP/1.1 200 OK\n" + fields + "\n"), out _, out _).Should().Be(FollowStep.Head);
        return follower;
    }

    private static string Repeated(string line, int times) => string.Concat(Enumerable.Repeat(line, times));

    // As far as the reader reads without having to give up: it skips to the next start line then, and bounds bodies.
    private static List<int> Expected(Sample sample)
    {
        var ends = new List<int>();
        int at = 0;
        foreach (WireMessage message in sample.Read(Strictness.Tolerant).Messages)
        {
            int start = sample.Bytes.AsSpan(at).IndexOf(message.Raw.Span);
            if (message.Truncated || start < 0 || sample.Bytes.AsSpan(at, start).ContainsAnyExcept("\r\n"u8))
            {
                break;
            }

            at += start + message.Raw.Length;
            ends.Add(at);
        }

        return ends;
    }

    private static List<int> Ends(Sample sample, IEnumerable<int> cuts)
    {
        var follower = new MessageFollower(sample.Kind, Reading.Limits) { ReplyToHead = sample.ToHead };
        var ends = new List<int>();
        int expected = Expected(sample).Count;
        int at = 0;
        foreach (int cut in cuts.Append(sample.Bytes.Length))
        {
            while (at < cut)
            {
                FollowStep step = follower.Read(sample.Bytes.AsSpan(at..cut), out int consumed, out _);
                at += consumed;
                if (step == FollowStep.Head)
                {
                    step = follower.Read(default, out _, out _);
                }

                if (step == FollowStep.End)
                {
                    ends.Add(at);
                }

                if (step == FollowStep.Lost)
                {
                    return ends[..Math.Min(expected, ends.Count)];
                }
            }
        }

        if (follower.End() == FollowStep.End)
        {
            ends.Add(at);
        }

        // Where the reader gave up on a limit, the follower has none and goes on.
        return ends[..Math.Min(expected, ends.Count)];
    }
}
