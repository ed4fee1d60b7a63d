using System.Net;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Web.Tests.People;

public sealed class PeopleTests
{
    [Fact]
    public async Task Added_KnownToTheArchive_WithGoalAndHeight()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.SendAsync(page, HttpMethod.Post, "people", """{"name":"Anna Berg","heightCm":172.5,"birthDate":"1978-04-03","sex":"female","goalKg":68.5}""");

        answer.Status.Should().Be(HttpStatusCode.Created);
        answer.Json.GetProperty("shortName").GetString().Should().Be("ANN", "that suggests itself");
        Person person = page.Archive.People().All.Should().ContainSingle().Subject;
        (person.Name, person.Height, person.Goal, person.Sex, person.IsAdded).Should().Be(("Anna Berg", 1725, 68_500, Sex.Female, true));
    }

    [Fact]
    public async Task WrongFields_AllAtOnce_AndNobodyAdded()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.SendAsync(page, HttpMethod.Post, "people", """{"shortName":"ANNA","heightCm":"tall","birthDate":"3.4.1978","sex":"x","goalKg":1000,"colour":"red"}""");

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.BadFields.Should().BeEquivalentTo("shortName", "heightCm", "birthDate", "sex", "goalKg", "colour", "shortName");
        page.Archive.People().All.Should().BeEmpty();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task NoJsonObject_SaysSo(string body)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.SendAsync(page, HttpMethod.Post, "people", body);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.BadFields.Should().Contain("body");
    }

    [Fact]
    public async Task Changed_OnlyWhatIsGiven_AndNullTakesBack()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        long id = await AddAsync(page, """{"name":"Anna Berg","heightCm":172,"goalKg":68}""");

        Answer answer = await Answer.SendAsync(page, HttpMethod.Patch, $"people/{id}", """{"goalKg":null,"sex":"female"}""");

        answer.Status.Should().Be(HttpStatusCode.OK);
        Person person = page.Archive.People().All.Single();
        (person.Name, person.Height, person.Goal, person.Sex).Should().Be(("Anna Berg", 1720, null, Sex.Female));
    }

    [Fact]
    public async Task ShortNameOfAnother_Refused()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await AddAsync(page, """{"name":"Anna","shortName":"ANN"}""");

        Answer answer = await Answer.SendAsync(page, HttpMethod.Post, "people", """{"name":"Anton","shortName":"ann"}""");

        answer.BadFields.Should().Equal("shortName");
    }

    [Fact]
    public async Task Removed_ToldToNoScale_AndStillThere()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        long id = await AddAsync(page, """{"name":"Anna"}""");

        (await Answer.SendAsync(page, HttpMethod.Delete, $"people/{id}")).Status.Should().Be(HttpStatusCode.NoContent);

        page.Archive.People().All.Single().IsRemoved.Should().BeTrue();
    }

    [Fact]
    public async Task Merged_TheOthersWeightsAreTheirs()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        long anna = await AddAsync(page, """{"name":"Anna"}""");
        long again = await AddAsync(page, """{"name":"Hannah"}""");
        await page.Archive.WriteAsync(new ArchiveEntry { Measurements = [new ManualWeighing(again, 1_767_300_000, 70_000, null).ToArchive(DateTimeOffset.UnixEpoch.AddDays(20_000))] });

        Answer answer = await Answer.SendAsync(page, HttpMethod.Post, $"people/{anna}/merge", $$"""{"from":{{again}}}""");

        answer.Status.Should().Be(HttpStatusCode.OK);
        page.Archive.People().All.Should().ContainSingle().Which.VendorIds.Should().Equal(anna, again);
        page.Archive.Measurements(new MeasurementQuery(User: "Anna")).Should().ContainSingle();
    }

    [Theory]
    [InlineData("PATCH", "people/17")]
    [InlineData("DELETE", "people/17")]
    [InlineData("POST", "people/17/merge")]
    [InlineData("DELETE", "people/somebody")]
    public async Task NobodyKnown_NotFound(string method, string path)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        (await Answer.SendAsync(page, new HttpMethod(method), path, "{}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Trend_PointsAsTheyWereWeighed_SmoothedBesideThem_AndTheGoal()
    {
        const long First = 1_767_300_000;
        await using RunningPage page = await RunningPage.StartAsync();
        long id = await AddAsync(page, """{"name":"Anna","heightCm":200,"goalKg":75}""");
        await page.Archive.WriteAsync(new ArchiveEntry
        {
            Measurements =
            [
                new ManualWeighing(id, First, 80_000, null).ToArchive(DateTimeOffset.FromUnixTimeSeconds(First)),
                new ManualWeighing(id, First + 86400, 70_125, null).ToArchive(DateTimeOffset.FromUnixTimeSeconds(First)),
            ],
        });

        JsonElement weight = (await Answer.GetAsync(page, $"people/{id}/trend")).Json;
        JsonElement bmi = (await Answer.GetAsync(page, $"people/{id}/trend?value=bmi")).Json;

        weight.GetProperty("takenAt").EnumerateArray().Select(at => at.GetInt64()).Should().Equal(First, First + 86400);
        weight.GetProperty("points").GetRawText().Should().Be("[80.000,70.125]", "exact");
        weight.GetProperty("smoothed").EnumerateArray().Select(at => at.GetDouble()).Should().Equal(80, 79.012);
        weight.GetProperty("goal").GetDecimal().Should().Be(75);
        bmi.GetProperty("points").GetRawText().Should().Be("[20.0,17.5]");
        bmi.GetProperty("formula").GetString().Should().Be("weight / height²");
        bmi.GetProperty("goal").ValueKind.Should().Be(JsonValueKind.Null);
    }

    private static async Task<long> AddAsync(RunningPage page, string json) =>
        (await Answer.SendAsync(page, HttpMethod.Post, "people", json)).Json.GetProperty("vendorIds")[0].GetInt64();
}
