using System.Text;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Transcripts;

public sealed class TranscriptTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FollowStream_SameBytesAsOnTheWire(bool bareLineFeeds)
    {
        Recorded recorded = Recorded.Of(Texts.FollowStream(WeighIn.Turns, bareLineFeeds));

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.Format.Should().Be("text");
    }

    [Fact]
    public void Times_AreThoseOfTheReplies()
    {
        Recorded recorded = Recorded.Of(Texts.FollowStream(WeighIn.Turns));

        recorded.Exchanges.Select(entry => entry.Exchange.CompletedAt).Should().Equal(
            WeighIn.Begin, WeighIn.Begin, WeighIn.Begin.AddSeconds(2), WeighIn.Begin.AddSeconds(3), WeighIn.Begin.AddSeconds(3), WeighIn.Begin.AddSeconds(4));
    }

    [Fact]
    public void JunkAndByteOrderMarkBeforeTheFirstRequest_PassedOver()
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. "Follow: tcp,ascii\nFilter: tcp.stream eq 3\n\n"u8, .. Texts.FollowStream(WeighIn.Turns, bareLineFeeds: true), .. "\n\nsaved on a Sunday\n"u8];

        Recorded.Of(text).ShouldBeTheWeighIn();
    }

    [Fact]
    public void EmptyLinesBetweenTheTurns_PassedOver()
    {
        byte[] text = [.. WeighIn.Turns.Where((_, at) => at is not (>= 4 and <= 7)).SelectMany(turn => turn.Bytes.Concat("\r\n\r\n"u8.ToArray()))];

        Recorded.Of(text).Wire.Should().Equal(Recorded.WeighInWire.Where((_, at) => at != 2));
    }

    [Fact]
    public void MissingTail_KeptAndMarked()
    {
        byte[] whole = Texts.FollowStream(WeighIn.Turns);

        Recorded recorded = Recorded.Of(whole[..^10]);

        recorded.Wire.Take(5).Should().Equal(Recorded.WeighInWire.Take(5));
        recorded.Exchanges[^1].Exchange.Response!.Truncated.Should().BeTrue();
    }

    [Fact]
    public void ReplyCutByHand_TheNextExchangeIsStillRead()
    {
        string text = Encoding.ASCII.GetString(Texts.FollowStream(WeighIn.Turns));
        int reply = text.IndexOf("{\"status\":0,\"body\":{\"sessionid\"", StringComparison.Ordinal);
        int next = text.IndexOf("POST /cgi-bin/maint", StringComparison.Ordinal);
        byte[] cut = Encoding.ASCII.GetBytes(text[..(reply + 20)] + "\r\n" + text[next..]);

        Recorded recorded = Recorded.Of(cut);

        recorded.Wire.Where(Recorded.WeighInWire.Contains).Should().Equal(Recorded.WeighInWire.Where((_, at) => at != 1));
        recorded.Exchanges[1].Exchange.Response!.Truncated.Should().BeTrue();
    }

    [Fact]
    public void RefusedExpectation_RequestWithoutItsBody()
    {
        byte[] text = [.. WeighIn.Turns[4].Bytes, .. "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"u8, .. WeighIn.Turns[8].Bytes, .. WeighIn.Turns[9].Bytes];

        Recorded recorded = Recorded.Of(text);

        recorded.Exchanges.Should().HaveCount(2);
        recorded.Exchanges[0].Exchange.Response!.StatusCode.Should().Be(417);
        recorded.Wire[1].Should().Be(Recorded.WeighInWire[3]);
    }

    [Fact]
    public void ReplyUntilClose_EndsWithTheText()
    {
        byte[] text = [.. WeighIn.Turns[0].Bytes, .. "HTTP/1.0 200 OK\r\nDate: Sun, 08 Jun 2014 08:16:58 GMT\r\n\r\n{\"status\":0}"u8];

        Recorded recorded = Recorded.Of(text);

        Encoding.ASCII.GetString(recorded.Exchanges.Single().Exchange.Response!.Body.Span).Should().Be("{\"status\":0}");
        recorded.Exchanges[0].Exchange.Response!.Truncated.Should().BeFalse();
    }

    [Fact]
    public void ConversationOfOthers_SaidAndNotTaken()
    {
        byte[] text = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

        Recorded.Of(text).Summary.Warnings.Should().ContainSingle().Which.Should().Contain("--all");
        Recorded.Of(text).Exchanges.Should().BeEmpty();
        Recorded.Of(text, new CaptureOptions { All = true }).Exchanges.Should().HaveCount(1);
    }

    [Fact]
    public void LargerThanTheLimit_SaysSoAndReadsTheBeginning()
    {
        byte[] text = Texts.FollowStream(WeighIn.Turns);

        Recorded recorded = Recorded.Of(text, new CaptureOptions { MaxTextBytes = text.Length - 100 }, "long.txt");

        recorded.Summary.Error.Should().StartWith("long.txt: at offset ").And.Contain("larger than");
        recorded.Wire.Take(5).Should().Equal(Recorded.WeighInWire.Take(5));
    }
}
