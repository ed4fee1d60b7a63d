using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>Header names, order, case and framing are those learned, to the byte.</summary>
public sealed class LearnedReplyTests
{
    private const string Short = """{"status":0,"body":{"once":"a"}}""";
    private const string Renewed = """{"status":0,"body":{"once":"once-1"}}""";

    [Fact]
    public void ContentLength_TellsTheRenewedBody_InItsOwnSpellingAndPlace()
    {
        string learned = "HTTP/1.0 200 Fine  so\r\nX-b:1\r\ndAtE:\t" + Vendor.LearnedDate + "\r\nX-B:  2 \r\ncontent-LENGTH:   32  \r\nX-b:\r\nZ: z\r\n\r\n" + Short;

        Rendering.Of(RequestKind.OnceGet, learned).Sent.Should()
            .Be("HTTP/1.0 200 Fine  so\r\nX-b:1\r\ndAtE:\t" + Serving.Date + "\r\nX-B:  2 \r\ncontent-LENGTH:   37  \r\nX-b:\r\nZ: z\r\n\r\n" + Renewed);
    }

    [Fact]
    public void NoDate_NoneAdded()
    {
        Rendering.Of(RequestKind.OnceGet, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"status\":0}").Sent.Should()
            .Be("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"status\":0}");
    }

    [Fact]
    public void UntilClose_StaysSo()
    {
        Rendering.Of(RequestKind.OnceGet, "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + Short).Sent.Should()
            .Be("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + Renewed);
    }

    [Theory]
    // The size line: as learned where the size is the same, else in the learned case and width, with its extension.
    [InlineData("20\r\nB\r\n0\r\n\r\n", "25\r\nR\r\n0\r\n\r\n")]
    [InlineData("0020\r\nB\r\n0\r\n\r\n", "0025\r\nR\r\n0\r\n\r\n")]
    [InlineData("20;a=\"b\" ;c\r\nB\r\n0\r\n\r\n", "25;a=\"b\" ;c\r\nR\r\n0\r\n\r\n")]
    [InlineData("20  \r\nB\r\n0\r\n\r\n", "25  \r\nR\r\n0\r\n\r\n")]
    // The end: its own digits, extension and trailer.
    [InlineData("20\r\nB\r\n0000;last\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n", "25\r\nR\r\n0000;last\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n")]
    public void OneChunk_KeepsItsManner(string learned, string expected)
    {
        Chunks(learned.Replace("B", Short, StringComparison.Ordinal), RequestKind.OnceGet).Should()
            .Be(expected.Replace("R", Renewed, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1e;B\r\n", "1a;B\r\n")]
    [InlineData("1E;B\r\n", "1A;B\r\n")]
    [InlineData("001E\r\n", "001A\r\n")]
    public void SizeThatShrinks_KeepsCaseAndPadding(string learned, string expected)
    {
        // Thirty bytes with a token of 6 letters, which is renewed with one of 2.
        const string body = """{"body":{"once":"abcdef"},"a":1}""";
        Chunks("2\r\n{\"\r\n" + learned + body[2..] + "\r\n0\r\n\r\n", RequestKind.OnceGet, "xy").Should()
            .Be("2\r\n{\"\r\n" + expected + """body":{"once":"xy"},"a":1}""" + "\r\n0\r\n\r\n");
    }

    [Fact]
    public void CaseOfSizes_IsTakenFromAnyChunk()
    {
        Chunks("A\r\n" + Short[..10] + "\r\n16\r\n" + Short[10..] + "\r\n0\r\n\r\n", RequestKind.OnceGet, "0123456789").Should()
            .Be("A\r\n" + Short[..10] + "\r\n1F\r\n" + """0,"body":{"once":"0123456789"}}""" + "\r\n0\r\n\r\n");
    }

    [Fact]
    public void SeveralChunks_CutAtTheSamePlaces()
    {
        Chunks("5\r\n{\"sta\r\n5;x\r\ntus\":\r\n16\r\n" + Short[10..] + "\r\n0\r\n\r\n", RequestKind.OnceGet).Should()
            .Be("5\r\n{\"sta\r\n5;x\r\ntus\":\r\n1b\r\n" + Renewed[10..] + "\r\n0\r\n\r\n");
    }

    [Fact]
    public void BodyShorterThanItsFirstChunks_NeedsNoMoreOfThem()
    {
        const string learned = """{"body":{"once":"0123456789"}}""";
        string sent = Chunks("18\r\n" + learned[..24] + "\r\n4\r\n" + learned[24..28] + "\r\n2\r\n" + learned[28..] + "\r\n0\r\n\r\n", RequestKind.OnceGet, "x");

        sent.Should().Be("15\r\n{\"body\":{\"once\":\"x\"}}\r\n0\r\n\r\n");
    }

    [Fact]
    public void BodyThatEndsWithAChunk_HasNoEmptyOneAfterIt()
    {
        const string learned = """{"body":{"once":"0123456789"}}""";
        string sent = Chunks("15\r\n" + learned[..21] + "\r\n9\r\n" + learned[21..] + "\r\n0\r\n\r\n", RequestKind.OnceGet, "x");

        sent.Should().Be("15\r\n{\"body\":{\"once\":\"x\"}}\r\n0\r\n\r\n");
    }

    [Fact]
    public void NothingToRenew_SentToTheByte()
    {
        const string learned = "HTTP/1.1 200 OK\r\nServer: a\r\nTRANSFER-encoding: Chunked\r\n\r\n4\r\nno J\r\n03;z\r\nSON\r\n0\r\n\r\n";
        Rendering.Of("measure store", learned).Sent.Should().Be(learned);
    }

    private static string Chunks(string wire, string kind, string once = "once-1")
    {
        const string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        string sent = Rendering.Of(kind, head + wire, Rendering.Fresh with { Once = once }).Sent;
        sent.Should().StartWith(head);
        return sent[head.Length..];
    }
}
