using System.Net;
using System.Text.Json;
using ScaleProxy.Replay.Tests;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Web.Tests.Scales;

public sealed class ScalesTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(71, 2, false)]
    [InlineData(72, 3, true)]
    public async Task List_SaysHowLongAScaleIsSilent(int hours, int days, bool noContact)
    {
        var clock = new HandClock(WeighIn.Begin.AddHours(hours));
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Clock = clock });
        await RecordedWeighIn.AddAsync(page.Archive);

        Answer answer = await Answer.GetAsync(page, "devices");

        JsonElement scale = answer.Json.EnumerateArray().Should().ContainSingle().Subject;
        scale.GetProperty("mac").GetString().Should().Be(WeighIn.Mac);
        scale.GetProperty("battery").GetInt32().Should().Be(82);
        scale.GetProperty("secretKnown").GetBoolean().Should().BeTrue();
        scale.GetProperty("lastContactAt").GetString().Should().Be("2014-06-08T08:16:58Z");
        (scale.GetProperty("silentForDays").GetInt32(), scale.GetProperty("noContact").GetBoolean()).Should().Be((days, noContact));
    }

    [Fact]
    public async Task Profile_NamesEachFieldItsSourceAndItsRule()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await RecordedWeighIn.AddAsync(page.Archive);

        Answer answer = await Answer.GetAsync(page, $"devices/{WeighIn.Mac}/profile");

        JsonElement once = answer.Json.GetProperty("replies").EnumerateArray().First(reply => reply.GetProperty("kind").GetString() == "once get");
        once.GetProperty("recording").GetInt64().Should().Be(1);
        JsonElement token = Field(once, "body.once");
        token.GetProperty("source").GetString().Should().Be("recording 1");
        token.GetProperty("renewed").GetProperty("rule").GetString().Should().Be("once");
        token.GetProperty("renewed").GetProperty("sentence").GetString().Should().StartWith("renewed: a fresh token");
        Field(once, "Server").GetProperty("value").GetString().Should().Be("Apache/2.2.22");
        Field(once, "Server").GetProperty("renewed").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Profile_IsRedactedUnlessAskedForWhole()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await RecordedWeighIn.AddAsync(page.Archive);
        string[] secrets = [WeighIn.Secret, WeighIn.Once, WeighIn.Hash, WeighIn.SessionId, "LEA"];

        string redacted = await page.Client.GetStringAsync($"api/v1/devices/{WeighIn.Mac}/profile");
        string whole = await page.Client.GetStringAsync($"api/v1/devices/{WeighIn.Mac}/profile?whole=true");

        redacted.Should().NotContainAny(secrets);
        whole.Should().ContainAll(secrets);
    }

    [Theory]
    [InlineData("00:24:e4:00:00:01")]
    [InlineData("nonsense")]
    public async Task ProfileOfUnknownScale_NotFound(string mac)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.GetAsync(page, $"devices/{mac}/profile");

        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Json.GetProperty("detail").GetString().Should().Be("there is no scale " + mac);
    }

    [Fact]
    public async Task EveryWrongParameter_IsNamedAtOnce()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.GetAsync(page, $"devices/{WeighIn.Mac}/profile?whole=maybe&hole=true");

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.BadFields.Should().Equal("whole", "hole");
    }

    private static JsonElement Field(JsonElement reply, string path) =>
        reply.GetProperty("fields").EnumerateArray().First(field => field.GetProperty("path").GetString() == path);
}
