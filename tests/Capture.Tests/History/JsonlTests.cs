using System.Text;
using ScaleProxy.Capture.History;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.Tests.History;

public sealed class JsonlTests
{
    private const string Line = """{"id":7,"mac":"00:24:e4:a1:b2:c3","userId":71,"user":"EVE","userIds":[71],"takenAt":"2026-01-31T07:30:15Z","takenAtUnix":1769844615,"plausibleTime":true,"receivedAt":"2026-01-31T07:31:00.25Z","source":"serve","attribution":0,"deviceType":1,"weightKg":77.11,"battery":69,"firmware":"211","forwarded":"off","values":[{"type":1,"name":"weight","value":77.11,"unit":"kg","raw":77110,"exponent":-3},{"type":999,"name":"999","value":1,"unit":"","raw":1,"exponent":0}]}""";

    [Fact]
    public void OurOwn_AsItWas()
    {
        Recorded recorded = Read(Line + "\n");

        recorded.Summary.Format.Should().Be("jsonl");
        HistoryRow row = recorded.Rows.Should().ContainSingle().Subject;
        row.Values.Should().Equal(new MeasuredValue(1, 77110, -3), new MeasuredValue(999, 1, 0));
        row.Should().BeEquivalentTo(new { TakenAt = 1_769_844_615L, PrecisionSeconds = 1, WeightTolerance = (MeasuredValue?)null });
        row.Origin.Should().BeEquivalentTo(new HistoryOrigin(
            "00:24:e4:a1:b2:c3", [71], new ScaleUser(71, "EVE"), 0, 1, 69, "211", "serve", new DateTimeOffset(2026, 1, 31, 7, 31, 0, 250, TimeSpan.Zero)));
    }

    [Fact]
    public void SeveralPeople_AndNobody()
    {
        string two = Line.Replace("\"userId\":71,\"user\":\"EVE\",\"userIds\":[71]", "\"userId\":null,\"user\":null,\"userIds\":[72,71]", StringComparison.Ordinal);
        string none = Line.Replace("\"userId\":71,\"user\":\"EVE\",\"userIds\":[71],", "", StringComparison.Ordinal);

        Recorded recorded = Read(two + "\n\n" + none);

        recorded.Rows.Select(row => row.Origin!.UserIds).Should().SatisfyRespectively(users => users.Should().Equal(72, 71), users => users.Should().BeEmpty());
        recorded.Rows.Should().AllSatisfy(row => row.Origin!.User.Should().BeNull());
    }

    [Theory]
    [InlineData("{\"takenAtUnix\":", "this is no JSON")]
    [InlineData("[1]", "expected a JSON object")]
    [InlineData("{\"takenAtUnix\":1}", "\"mac\"")]
    [InlineData("{\"mac\":\"00:24:e4:a1:b2:c3\",\"takenAtUnix\":\"soon\"}", "\"takenAtUnix\"")]
    [InlineData("{\"mac\":\"00:24:e4:a1:b2:c3\",\"takenAtUnix\":999999999999999}", "\"takenAtUnix\"")]
    [InlineData("{\"mac\":\"00:24:e4:a1:b2:c3\",\"takenAtUnix\":1,\"values\":[]}", "\"values\"")]
    [InlineData("{\"mac\":\"00:24:e4:a1:b2:c3\",\"takenAtUnix\":1,\"values\":[{\"type\":1,\"value\":77.1}]}", "\"raw\"")]
    [InlineData("{\"mac\":\"00:24:e4:a1:b2:c3\",\"takenAtUnix\":1,\"userIds\":[1.5],\"values\":[{\"type\":1,\"raw\":1,\"exponent\":0}]}", "\"userIds\"")]
    public void BadLine_Named_AndTheRestIsRead(string bad, string said)
    {
        Recorded recorded = Read($"{Line}\n{bad}\n{Line}\n");

        recorded.Rows.Should().HaveCount(2);
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().StartWith("moved.jsonl:2: ").And.Contain(said);
    }

    [Fact]
    public void LineLongerThanAny_PassedOver()
    {
        Recorded recorded = Read($"{Line}\n{{\"x\":\"{new string('x', LineReader.MaxLineBytes)}\"}}\n{Line}");

        recorded.Rows.Should().HaveCount(2);
        recorded.Summary.BadLines.Should().Be(1);
    }

    [Fact]
    public void ByteByByte_TheSame()
    {
        Recorded recorded = Recorded.Of(new Trickle(Encoding.UTF8.GetBytes(Line + "\r\n" + Line)));

        recorded.Rows.Should().HaveCount(2);
    }

    [Fact]
    public void Har_IsStillHar() => Recorded.Of(Repository.Sample("weigh-in.har")).Summary.Format.Should().Be("har");

    private static Recorded Read(string text) => Recorded.Of(new MemoryStream(Encoding.UTF8.GetBytes(text)), name: "moved.jsonl");
}
