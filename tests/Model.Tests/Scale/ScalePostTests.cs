using System.Text;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Scale;

public sealed class ScalePostTests
{
    private const string Recorded =
        "POST /cgi-bin/measure HTTP/1.1\r\nuser-agent: Own\r\nHost: example.net\r\nContent-length: 60\r\nX-More: 1\r\n\r\naction=store&sessionid=9-1-2&macaddress=m&sessionid=9-1-2&b=";

    [Fact]
    public void Again_KeepsHeadersAndFieldsInOrderAndCase_AndRenewsTheFieldWhereverItStands()
    {
        ScalePost post = ScalePost.Again(Request(Recorded), "sessionid", "1771-53941120-0badcafe")!;

        Text(post).Should().Be(
            "POST /cgi-bin/measure HTTP/1.1\r\nuser-agent: Own\r\nHost: example.net\r\nContent-length: 94\r\nX-More: 1\r\n\r\n"
            + "action=store&sessionid=1771-53941120-0badcafe&macaddress=m&sessionid=1771-53941120-0badcafe&b=");
        post.Kind.Should().Be(RequestKind.MeasureStore);
    }

    [Theory]
    [InlineData(1100, true)]
    [InlineData(900, false)]
    public void Again_AsksFirst_WhereTheBodyIsLarge(int size, bool asks)
    {
        string body = "action=store&sessionid=1&data=" + new string('a', size);
        ScalePost post = ScalePost.Again(Request($"POST /cgi-bin/maint HTTP/1.1\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n{body}"), "sessionid", "2")!;

        post.AsksFirst.Should().Be(asks);
        Encoding.ASCII.GetString(post.Head.Span).Contains("Expect: 100-continue\r\n\r\n", StringComparison.Ordinal).Should().Be(asks);
    }

    [Theory]
    [InlineData("POST /cgi-bin/measure HTTP/1.1\r\nContent-Length: 12\r\n\r\naction=store")]
    [InlineData("POST http://vendor/cgi-bin/measure HTTP/1.1\r\nContent-Length: 11\r\n\r\nsessionid=1")]
    [InlineData("POST /elsewhere HTTP/1.1\r\nContent-Length: 11\r\n\r\nsessionid=1")]
    [InlineData("POST /cgi-bin/measure HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nsessionid=1\r\n0\r\n\r\n")]
    public void Again_WhereNoScaleWouldWriteIt_Null(string request) =>
        ScalePost.Again(Request(request), "sessionid", "2").Should().BeNull();

    [Theory]
    [InlineData(MeasurementForm.Plain, "measure store")]
    [InlineData(MeasurementForm.Grouped, "measure store")]
    [InlineData(MeasurementForm.Mantissa, "v2/measure store")]
    public void Measure_IsReadAsItWasWritten(MeasurementForm form, string kind)
    {
        var measurement = new Measurement("00:24:e4:a1:b2:c3", 1_700_000_000, [7, 8], 1, 1, [new MeasuredValue(1, 77110, -3), new MeasuredValue(16, 522, 0)]);

        ScaleRequest request = Request(Text(ScaleWriter.Measure("1-2-3", measurement, form)));

        request.Kind.Should().Be(kind);
        request.SessionId.Should().Be("1-2-3");
        DecodedMeasurements decoded = MeasurementDecoder.Decode(request, null);
        decoded.Problem.Should().BeNull();
        decoded.Measurements.Should().ContainSingle().Which.Should().BeEquivalentTo(measurement);
    }

    private static string Text(ScalePost post) => Encoding.ASCII.GetString([.. post.Head.Span, .. post.Body.Span]);

    private static ScaleRequest Request(string text)
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        reader.Feed(Encoding.ASCII.GetBytes(text));
        reader.TryRead(out WireMessage? message).Should().BeTrue();
        return new ScaleRequest(message!);
    }
}
