using System.Text;
using System.Text.Json;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Har;

public sealed class HarTests
{
    private static readonly byte[] s_har = Texts.Har(WeighIn.Turns, WeighIn.Begin);

    [Fact]
    public void Sample_SameBytesAsOnTheWire()
    {
        Recorded recorded = Recorded.Of(s_har);

        // HAR has no interim replies; chunks are one, as they were on the wire.
        recorded.Wire.Should().Equal(Recorded.WeighInWire.Select(wire => wire.Replace("HTTP/1.1 100 Continue\r\n\r\n", "", StringComparison.Ordinal)));
        recorded.Summary.Format.Should().Be("har");
        recorded.Summary.Warnings.Should().BeEmpty();
        recorded.Closed.Should().ContainSingle().Which.Server.Should().Be("scalews.withings.net");
        recorded.Exchanges[1].Exchange.StartedAt.Should().Be(WeighIn.Begin.AddSeconds(1));
        recorded.Exchanges[1].Exchange.CompletedAt.Should().Be(WeighIn.Begin.AddSeconds(1.12));
    }

    [Fact]
    public void Base64Content_Decoded()
    {
        Recorded recorded = Recorded.Of(One("""{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Length","value":"3"}],"content":{"text":"AP+A","encoding":"base64"}}"""));

        recorded.Exchanges.Single().Exchange.Response!.Body.ToArray().Should().Equal(0, 255, 128);
    }

    [Fact]
    public void UnpackedContent_LengthSetRightAndSaid()
    {
        Recorded recorded = Recorded.Of(One("""{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Encoding","value":"gzip"},{"name":"Content-Length","value":"999"}],"content":{"text":"hello"}}"""));

        recorded.Exchanges.Single().Exchange.Response!.Truncated.Should().BeFalse();
        Encoding.ASCII.GetString(recorded.Exchanges[0].Exchange.Response!.Body.Span).Should().Be("hello");
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().Contain("Content-Length");
    }

    [Fact]
    public void Http2_WrittenAsHttp1()
    {
        Recorded recorded = Recorded.Of(One("""{"status":200,"statusText":"","httpVersion":"h2","headers":[{"name":":status","value":"200"},{"name":"content-type","value":"text/plain"}],"content":{"text":"{}"}}"""));

        recorded.Wire.Single().Should().EndWith("|HTTP/1.1 200 \r\ncontent-type: text/plain\r\n\r\n{}");
    }

    [Fact]
    public void NoReply_RequestAlone() =>
        Recorded.Of(One("""{"status":0,"statusText":"","headers":[],"content":{}}""")).Exchanges.Single().Exchange.Response.Should().BeNull();

    [Fact]
    public void EntriesOfOthers_NotTaken()
    {
        byte[] others = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(s_har).Replace("/cgi-bin/", "/x/", StringComparison.Ordinal).Replace("withings.net", "example.org", StringComparison.Ordinal));

        Recorded.Of(others).Exchanges.Should().BeEmpty();
        Recorded.Of(others, new CaptureOptions { Hosts = ["example.org"] }).Exchanges.Should().HaveCount(Recorded.WeighInWire.Count);
    }

    [Fact]
    public void EntryOfAnotherShape_SaidAndPassedOver()
    {
        string strange = Encoding.UTF8.GetString(s_har).Replace("\"entries\": [", "\"entries\": [ {\"request\": 5}, ", StringComparison.Ordinal);

        Recorded recorded = Recorded.Of(Encoding.UTF8.GetBytes(strange));

        recorded.Exchanges.Should().HaveCount(Recorded.WeighInWire.Count);
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().StartWith("entry 1 ");
    }

    [Fact]
    public void Malformed_OneLineWithTheOffset()
    {
        byte[] cut = s_har[..(s_har.Length / 2)];

        Recorded recorded = Recorded.Of(cut, name: "cut.har");

        recorded.Summary.Error.Should().MatchRegex("^cut\\.har: at offset [0-9]+ the HAR file is damaged or cut short after entry [0-9]+ .*; what was before it was kept$");
        recorded.Exchanges.Should().NotBeEmpty();
    }

    private static byte[] One(string response)
    {
        string entry = $$$"""{"startedDateTime":"2014-06-08T08:16:58.000Z","time":5,"request":{"method":"POST","url":"http://scalews.withings.net/cgi-bin/once","httpVersion":"HTTP/1.1","headers":[],"postData":{"params":[{"name":"action","value":"get"}]}},"response":{{{response}}}}""";
        using JsonDocument valid = JsonDocument.Parse(entry);
        return Encoding.UTF8.GetBytes($$$"""{"log":{"version":"1.2","entries":[{{{valid.RootElement.GetRawText()}}}]}}""");
    }
}
