using System.Globalization;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>Only the fields that must be fresh are renewed, each by its rule; everything else stays the vendor's.</summary>
public sealed class RenewalTests
{
    [Theory]
    [InlineData("""{"body":{"syp":{"utc":1}}}""", """{"body":{"syp":{"utc":1402300800}}}""")]
    [InlineData("""{"body":{"syp":{"utc":"1"}}}""", """{"body":{"syp":{"utc":"1402300800"}}}""")]
    [InlineData("""{"body":{"updatetime" : 1402212784 }}""", """{"body":{"updatetime" : 1402300800 }}""")]
    [InlineData("""{"body":{"ctp":{"ngoff":0,"dst":0,"goff":-14400}}}""", """{"body":{"ctp":{"ngoff":3600,"dst":1414285200,"goff":7200}}}""")]
    [InlineData("""{"body":{"sessionid":"1-2-3"}}""", """{"body":{"sessionid":"session-1"}}""")]
    [InlineData("""{"body":{"once":""}}""", """{"body":{"once":"once-1"}}""")]
    // Without quotes there is no place to put a token.
    [InlineData("""{"body":{"sessionid":null,"once":5}}""", """{"body":{"sessionid":null,"once":5}}""")]
    // The same names elsewhere are other fields.
    [InlineData("""{"utc":1,"once":"a","body":{"utc":2,"goff":3,"x":{"sessionid":"b","utc":4}}}""", """{"utc":1,"once":"a","body":{"utc":2,"goff":3,"x":{"sessionid":"b","utc":4}}}""")]
    public void Field_RenewedWhereItStands(string learned, string sent)
    {
        Rendering.OfSession(learned).Should().Be(sent);
    }

    [Fact]
    public void EverythingElse_KeepsOrderEscapesAndSpelling()
    {
        const string learned = """ { "z\u0061" : 1.50e+1 , "status":0,"body": {"q":"http:\/\/x\u002f" , "sessionid":"a","n":-0.0, "e":{ }, "t" : [true , null,[ ] ]} } """;

        Rendering.OfSession(learned).Should().Be(learned.Replace("\"a\"", "\"session-1\"", StringComparison.Ordinal));
    }

    [Fact]
    public void NoFreshToken_KeepsTheLearnedOne()
    {
        const string learned = """{"body":{"once":"a","sessionid":"b"}}""";

        Rendering.OfSession(learned, Rendering.Fresh with { Once = null, SessionId = null }).Should().Be(learned);
    }

    [Theory]
    [InlineData(70250, -3, "70.25")]
    [InlineData(7, 1, "70")]
    [InlineData(700001, -4, "70.0001")]
    [InlineData(705, -1, "70.5")]
    public void LastWeight_IsWrittenExactly(long raw, int exponent, string expected)
    {
        string sent = Users(new LastWeight(5, new MeasuredValue(MeasureType.Weight, raw, exponent), 2000));

        sent.Should().Be("""{"id":5,"wt":W,"cr":2000},{"id":6,"wt":60.0,"cr":1000}""".Replace("W", expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(999, "50.00", 1000)]
    [InlineData(1000, "70.5", 1000)]
    [InlineData(1001, "70.5", 1001)]
    public void LastWeight_ReplacesWhatIsNoNewer(long takenAt, string weight, long cr)
    {
        string sent = Users(new LastWeight(5, new MeasuredValue(MeasureType.Weight, 705, -1), takenAt));

        sent.Should().StartWith(string.Create(CultureInfo.InvariantCulture, $$"""{"id":5,"wt":{{weight}},"cr":{{cr}}}"""));
    }

    [Fact]
    public void LastWeight_IsGivenToItsPerson()
    {
        string sent = Users(
            new LastWeight(6, new MeasuredValue(MeasureType.Weight, 61, 0), 3000),
            new LastWeight(7, new MeasuredValue(MeasureType.Weight, 99, 0), 3000));

        sent.Should().Be("""{"id":5,"wt":50.00,"cr":1000},{"id":6,"wt":61,"cr":3000}""");
    }

    [Theory]
    // Neither is anybody's weight; a scale's stream parser has not been seen to take them.
    [InlineData(long.MaxValue, 28)]
    [InlineData(long.MaxValue, -25)]
    [InlineData(7, -40)]
    public void WeightThatNobodyHas_KeepsTheLearnedOne(long raw, int exponent)
    {
        string sent = Users(new LastWeight(5, new MeasuredValue(MeasureType.Weight, raw, exponent), 2000));

        sent.Should().StartWith("""{"id":5,"wt":50.00,"cr":1000}""");
    }

    [Fact]
    public void MembersOfAPerson_MayStandInAnyOrder()
    {
        const string learned = """{"body":{"sp":{"users":[{"cr":1000,"wt":1.5,"id":5}]}}}""";
        FreshFields fresh = Rendering.Fresh with { LastWeights = [new LastWeight(5, new MeasuredValue(MeasureType.Weight, 7, 1), 2000)] };

        Rendering.OfSession(learned, fresh).Should().Be("""{"body":{"sp":{"users":[{"cr":2000,"wt":70,"id":5}]}}}""");
        Rendering.OfSession(learned, fresh with { LastWeights = [fresh.LastWeights[0] with { TakenAt = 999 }] }).Should().Be(learned);
    }

    private static string Users(params LastWeight[] weights)
    {
        string sent = Rendering.OfSession("""{"body":{"sp":{"users":[{"id":5,"wt":50.00,"cr":1000},{"id":6,"wt":60.0,"cr":1000}]}}}""", Rendering.Fresh with { LastWeights = weights });
        return sent[sent.IndexOf('[', StringComparison.Ordinal)..sent.IndexOf(']', StringComparison.Ordinal)][1..];
    }
}
