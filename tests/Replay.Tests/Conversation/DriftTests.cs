using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>What is told of a vendor that answers otherwise than it was learned.</summary>
public sealed class DriftTests
{
    private readonly VendorDesk _vendor = new();
    private readonly Serving _serving;

    public DriftTests() => _serving = new Serving(_vendor, Vendor.Known);

    private IEnumerable<string> Told => _serving.Log.Of(LogLevel.Warning).Where(line => line.Contains("otherwise", StringComparison.Ordinal));

    [Fact]
    public async Task RenewedFieldsAlone_AreNoDrift()
    {
        await ConverseAsync();

        Told.Should().BeEmpty();
        _serving.Keeper.Turns.Should().OnlyContain(turn => !turn.Drifted);
    }

    [Fact]
    public async Task OtherHeaderValue_IsNoDrift()
    {
        _vendor.Says[RequestKind.SessionNew] = VendorDesk.SessionReply.Replace("Example-Web-2", "Example-Web-9", StringComparison.Ordinal);

        await ConverseAsync();

        Told.Should().BeEmpty();
    }

    [Theory]
    [InlineData("\"ht\":1.680", "\"ht\":1.690", "body.sp.users[0].ht")]
    [InlineData("\"imt\":1,", "\"imt\":1,\"new\":{\"a\":2},", "body.ind.new.a")]
    [InlineData(",\"later\":[1,{\"x\":null}]", "", "body.later[0], body.later[1].x")]
    public async Task ChangedNewOrMissingField_IsNamed_OnceADay_AndStoredAtOnce(string learned, string now, string named)
    {
        _vendor.Says[RequestKind.SessionNew] = Vendor.Chunked(BodyOf(VendorDesk.SessionReply).Replace(learned, now, StringComparison.Ordinal), Serving.Date);

        await ConverseAsync();
        await ConverseAsync();

        Told.Should().ContainSingle().Which.Should().Contain("session new").And.Contain(named).And.NotContain("1.690");
        _serving.Keeper.Turns.Count(turn => turn.Drifted).Should().Be(2);
        _serving.Clock.Move(TimeSpan.FromDays(1));
        await ConverseAsync();
        Told.Should().HaveCount(2);
    }

    [Fact]
    public async Task RequestAndStatusNeverLearned_AreNamed()
    {
        Talk scale = await ConverseAsync(end: false);
        _vendor.Says[RequestKind.MeasureStore] = Vendor.Status(206, Serving.Date);
        await scale.SayAsync(Scale.Measure(VendorDesk.Session));
        await scale.SayAsync(Scale.Post("v2/weather", $"action=getforecast&sessionid={VendorDesk.Session}"));

        Told.Should().HaveCount(2);
        Told.First().Should().Contain("measure store").And.Contain("206");
        Told.Last().Should().Contain("v2/weather getforecast").And.Contain("new");
    }

    private static string BodyOf(string reply) => new Answer(reply, StaysOpen: true).Body;

    private async Task<Talk> ConverseAsync(bool end = true)
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        if (end)
        {
            await scale.SayAsync(Scale.Delete(VendorDesk.Session));
        }

        return scale;
    }
}
