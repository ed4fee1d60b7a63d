using System.Net;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Web.Tests.Measurements;

public sealed class MeasurementsTests
{
    private const long At = 1_767_300_000;

    [Fact]
    public async Task Pages_NewestFirst_EachOnce()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await page.Archive.WriteAsync(new ArchiveEntry { Measurements = [.. Enumerable.Range(0, 7).Select(i => Weight(At + i, 1))] });

        var taken = new List<long>();
        string? next = null;
        do
        {
            JsonElement answer = (await Answer.GetAsync(page, "measurements?limit=3" + (next is null ? string.Empty : "&cursor=" + next))).Json;
            taken.AddRange(answer.GetProperty("measurements").EnumerateArray().Select(one => one.GetProperty("takenAtUnix").GetInt64()));
            next = answer.GetProperty("next").GetString();
        }
        while (next is not null);

        taken.Should().Equal(Enumerable.Range(0, 7).Select(i => At + 6 - i));
    }

    [Fact]
    public async Task Unassigned_OnlyWhatIsNobodys()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await page.Archive.WriteAsync(new ArchiveEntry { Measurements = [Weight(At, 1), Weight(At + 1, null)] });

        JsonElement answer = (await Answer.GetAsync(page, "measurements?unassigned=true")).Json;

        answer.GetProperty("measurements").EnumerateArray().Should().ContainSingle().Which.GetProperty("takenAtUnix").GetInt64().Should().Be(At + 1);
    }

    [Fact]
    public async Task WrongQuery_EveryParameterNamed()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.GetAsync(page, "measurements?limit=1001&order=random&cursor=x&since=yesterday&unassigned=perhaps&mac=q&colour=red");

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.BadFields.Should().BeEquivalentTo("limit", "order", "cursor", "since", "unassigned", "mac", "colour");
    }

    [Fact]
    public async Task Given_ToSomebody_AndToNobody()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await page.Archive.WriteAsync(new ArchiveEntry { Users = [new ScaleUser(7, "ANN")], Measurements = [Weight(At, null)] });

        JsonElement given = (await Answer.SendAsync(page, HttpMethod.Put, "measurements/1/person", """{"person":7}""")).Json;
        JsonElement taken = (await Answer.SendAsync(page, HttpMethod.Put, "measurements/1/person", """{"person":null}""")).Json;
        Answer unknown = await Answer.SendAsync(page, HttpMethod.Put, "measurements/1/person", """{"person":8}""");

        (given.GetProperty("user").GetString(), given.GetProperty("assignment").GetProperty("method").GetString()).Should().Be(("ANN", "owner"));
        taken.GetProperty("user").ValueKind.Should().Be(JsonValueKind.Null);
        unknown.BadFields.Should().Equal("person");
    }

    [Fact]
    public async Task Deleted_Gone_UntilItIsRestored()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await page.Archive.WriteAsync(new ArchiveEntry { Measurements = [Weight(At, 1)] });

        (await Answer.SendAsync(page, HttpMethod.Delete, "measurements/1")).Status.Should().Be(HttpStatusCode.NoContent);
        (await Answer.GetAsync(page, "measurements")).Json.GetProperty("measurements").GetArrayLength().Should().Be(0);
        (await Answer.GetAsync(page, "measurements?deleted=true")).Json.GetProperty("measurements").GetArrayLength().Should().Be(1);
        (await Answer.SendAsync(page, HttpMethod.Delete, "measurements/1")).Status.Should().Be(HttpStatusCode.NotFound);
        (await Answer.PostAsync(page, "measurements/1/restore")).Status.Should().Be(HttpStatusCode.NoContent);
        (await Answer.GetAsync(page, "measurements/1")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task EnteredByHand_Exact_AndTheSameAgainRefused()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await page.Archive.WriteAsync(new ArchiveEntry { Users = [new ScaleUser(7, "ANN")] });
        const string Body = """{"person":7,"takenAt":"2026-01-02T07:12:00Z","weightKg":70.125,"fatPercent":21.4}""";

        Answer entered = await Answer.SendAsync(page, HttpMethod.Post, "measurements", Body);
        Answer again = await Answer.SendAsync(page, HttpMethod.Post, "measurements", Body);

        entered.Status.Should().Be(HttpStatusCode.Created);
        (entered.Json.GetProperty("source").GetString(), entered.Json.GetProperty("weightKg").GetRawText(), entered.Json.GetProperty("user").GetString()).Should().Be(("manual", "70.125", "ANN"));
        again.Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task EnteredByHand_WrongFields_AllAtOnce()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.SendAsync(page, HttpMethod.Post, "measurements", """{"person":7,"takenAt":"2126-01-02T07:12:00Z","fatPercent":90}""");

        answer.BadFields.Should().BeEquivalentTo("person", "takenAt", "weightKg", "fatPercent");
        page.Archive.NewestMeasurement().Should().Be(0);
    }

    private static ArchivedMeasurement Weight(long takenAt, long? user) => new(
        new Measurement("00:24:e4:a1:b2:c3", takenAt, user is { } known ? [known] : [], 0, 1, [new MeasuredValue(MeasureType.Weight, 77110, -3)]),
        MeasurementSource.Serve,
        null,
        80,
        "211",
        DateTimeOffset.FromUnixTimeSeconds(takenAt));
}
