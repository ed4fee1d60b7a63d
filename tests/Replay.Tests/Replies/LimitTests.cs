using System.Globalization;
using System.Text.Json;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>A reply that would break a scale's limits is not sent as it is: what fits is, and a note says so.</summary>
public sealed class LimitTests
{
    // Whatever the rules may put in.
    private static readonly FreshFields s_longest = new(
        DateTimeOffset.MaxValue,
        Text.Bytes(Serving.Date),
        new TimeZoneFields(int.MinValue, long.MinValue, int.MinValue),
        new string('o', ScaleLimits.Token),
        new string('s', ScaleLimits.Token),
        [.. Enumerable.Range(0, 20).Select(id => new LastWeight(id, new MeasuredValue(MeasureType.Weight, 1234567890123456789, -18), long.MaxValue))]);

    [Fact]
    public void NinthPerson_IsLeftOut_AndNoted()
    {
        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.SessionNew, Session(9, ""));

        body.Should().Be(Session(8, "", Serving.Utc, "session-1"));
        notes.Should().ContainSingle().Which.Should().Contain("9 people").And.Contain("8");
    }

    [Fact]
    public void EightPeople_AllSent()
    {
        Rendering.OfBody(RequestKind.SessionNew, Session(8, "")).Notes.Should().BeEmpty();
    }

    [Fact]
    public void ListsWithinAPerson_AreNoPeople()
    {
        const string learned = """{"status":0,"body":{"sp":{"users":[{"id":1,"x":[1,2,3,4,5,6,7,8,9,10]}]}}}""";

        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.SessionNew, learned);

        body.Should().Be(learned);
        notes.Should().BeEmpty();
    }

    [Fact]
    public void SessionTooLong_GivesUpWhatNobodyKnowsFirst()
    {
        string unknown = $$""","news":"{{new string('n', 1500)}}","tip":"{{new string('t', 200)}}" """.TrimEnd();

        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.SessionNew, Session(2, unknown));

        body.Should().Be(Session(2, $$""","tip":"{{new string('t', 200)}}" """.TrimEnd(), Serving.Utc, "session-1"));
        notes.Should().ContainSingle().Which.Should().Contain("1799").And.Contain(RequestKind.SessionNew);
    }

    [Fact]
    public void PeopleTooLong_GoFromTheLastOn()
    {
        string learned = """{"status":0,"body":{"sessionid":"1-2-3","sp":{"users":[A,B,C]}}}"""
            .Replace("A", Person(0, 600), StringComparison.Ordinal).Replace("B", Person(1, 600), StringComparison.Ordinal).Replace("C", Person(2, 600), StringComparison.Ordinal);

        string body = Rendering.OfBody(RequestKind.SessionNew, learned).Body;

        body.Should().Be("""{"status":0,"body":{"sessionid":"session-1","sp":{"users":[A,B]}}}"""
            .Replace("A", Person(0, 600), StringComparison.Ordinal).Replace("B", Person(1, 600), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(180, true)]
    [InlineData(400, false)]
    public void Measure_TakesAtMost220(int length, bool whole)
    {
        string learned = $$$"""{"status":0,"body":{"x":"{{{new string('x', length)}}}"}}""";

        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.MeasureStore, learned);

        body.Should().Be(whole ? learned : """{"status":0,"body":{}}""");
        notes.Should().HaveCount(whole ? 0 : 1);
    }

    [Fact]
    public void LimitIsExact()
    {
        string atLimit = $$"""{"status":0,"x":"{{new string('x', ScaleLimits.MeasureBody - 19)}}"}""";
        atLimit.Length.Should().Be(ScaleLimits.MeasureBody);

        Rendering.OfBody(RequestKind.MeasureStore, atLimit).Body.Should().Be(atLimit);
        Rendering.OfBody(RequestKind.MeasureStore, atLimit.Replace("\"x\":\"", "\"x\":\"x", StringComparison.Ordinal)).Body.Should().Be("""{"status":0}""");
    }

    [Fact]
    public void NothingLeftToGiveUp_AStatusRemains()
    {
        Rendering.OfBody(RequestKind.MeasureStore, $$"""{"status":0{{new string(' ', 300)}}}""").Body.Should().Be("""{"status":0}""");
        Rendering.OfBody(RequestKind.MeasureStore, new string('x', 300)).Body.Should().Be("""{"status":2555}""");
    }

    [Fact]
    public void OtherEndpoints_HaveNoLimitThatIsKnown()
    {
        string learned = $$$"""{"status":0,"body":{"x":"{{{new string('x', 5000)}}}"}}""";

        Rendering.OfBody("v2/weather", learned).Body.Should().Be(learned);
    }

    [Fact]
    public void BodyThatFitsAsLearned_MayStillGrowTooLong()
    {
        for (int padding = 1500; padding < 1800; padding++)
        {
            string learned = Session(2, $$""","x":"{{new string('x', padding)}}" """.TrimEnd());

            Rendering.OfSession(learned, s_longest).Length.Should().BeLessThanOrEqualTo(ScaleLimits.SessionBody);
        }
    }

    [Property(MaxTest = 300)]
    public void Session_FitsWhateverItIsFilledWith(byte people, ushort padding, byte name)
    {
        string learned = Session(people % 20, $$""","x":"{{new string('x', padding % 2500)}}" """.TrimEnd(), name: name % 120);

        string body = Rendering.OfSession(learned, s_longest);

        body.Length.Should().BeLessThanOrEqualTo(ScaleLimits.SessionBody);
        using JsonDocument json = JsonDocument.Parse(body);
        json.RootElement.GetProperty("body").GetProperty("sp").GetProperty("users").GetArrayLength().Should().BeLessThanOrEqualTo(ScaleLimits.Users);
        json.RootElement.GetProperty("body").GetProperty("sessionid").GetString().Should().Be(s_longest.SessionId);
    }

    private static string Session(int people, string unknown, long utc = 1402212784, string session = "1-2-3", int name = 3)
    {
        IEnumerable<string> users = Enumerable.Range(0, people).Select(id => Person(id, name));
        return string.Create(CultureInfo.InvariantCulture, $$$"""{"status":0,"body":{"sessionid":"{{{session}}}","sp":{"users":[{{{string.Join(',', users)}}}]},"syp":{"utc":{{{utc}}}}{{{unknown}}}}}""");
    }

    private static string Person(int id, int name) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"sn":"{{new string('n', name)}}","wt":1.5,"cr":7}""");
}
