using System.Net;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Web.Tests.Forwarding;

public sealed class ForwardingTests
{
    private const string Me = "me";

    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task Nothing_IsForwardedUnlessAskedFor()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.GetAsync(page, "forwarding");

        answer.Json.GetProperty("mode").GetString().Should().Be("off");
        answer.Json.GetProperty("items").GetArrayLength().Should().Be(0);
        answer.Json.GetProperty("oldestWaitingAt").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Queue_ShowsWhatWaitsAndWhatFailed_AndWhy()
    {
        await using RunningPage page = await QueueAsync();
        await FailAsync(page, 2);
        await page.Archive.Outbox.ChangeAsync(new OutboxChange.Called(new VendorCall(WeighIn.Mac, s_now, s_now.AddHours(1), 3, "the vendor was not reached")));

        JsonElement json = (await Answer.GetAsync(page, "forwarding")).Json;

        (json.GetProperty("mode").GetString(), json.GetProperty("waiting").GetInt64(), json.GetProperty("failed").GetInt64()).Should().Be(("queue", 1, 1));
        json.GetProperty("lastError").GetString().Should().Be("the vendor was not reached");
        JsonElement waiting = json.GetProperty("items")[0];
        JsonElement failed = json.GetProperty("items")[1];
        (waiting.GetProperty("id").GetInt64(), waiting.GetProperty("kind").GetString(), waiting.GetProperty("state").GetString()).Should().Be((1, "measurement", "waiting"));
        waiting.GetProperty("nextAttemptAt").GetDateTimeOffset().Should().BeCloseTo(s_now.AddHours(1), TimeSpan.FromMilliseconds(1));
        (failed.GetProperty("state").GetString(), failed.GetProperty("attempts").GetInt32(), failed.GetProperty("lastError").GetString()).Should().Be(("failed", 1, "refused"));
        failed.GetProperty("nextAttemptAt").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Failed_IsTriedAgain_OneOrAll()
    {
        await using RunningPage page = await QueueAsync();
        await FailAsync(page, 1);
        await FailAsync(page, 2);

        (await Answer.PostAsync(page, "forwarding/1/retry")).Status.Should().Be(HttpStatusCode.NoContent);
        page.Archive.Outbox.Summary().Failed.Should().ContainSingle().Which.Id.Should().Be(2);
        await FailAsync(page, 1);
        (await Answer.PostAsync(page, "forwarding/retry")).Status.Should().Be(HttpStatusCode.NoContent);

        page.Archive.Outbox.Summary().Waiting.Should().Be(2);
    }

    [Fact]
    public async Task Waiting_IsSentWithoutWaitingForItsTime()
    {
        await using RunningPage page = await QueueAsync();

        (await Answer.PostAsync(page, "forwarding/1/retry")).Status.Should().Be(HttpStatusCode.NoContent);

        page.Archive.Outbox.Turn().AskedAt.Should().NotBeNull();
    }

    [Fact]
    public async Task Dropped_IsNotSent()
    {
        await using RunningPage page = await QueueAsync();

        (await Answer.PostAsync(page, "forwarding/1/drop")).Status.Should().Be(HttpStatusCode.NoContent);

        OutboxSummary summary = page.Archive.Outbox.Summary();
        (summary.Waiting, summary.CountOf(OutboxState.Dropped)).Should().Be((1, 1));
        (await Answer.PostAsync(page, "forwarding/1/drop")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("forwarding/17/retry")]
    [InlineData("forwarding/17/drop")]
    [InlineData("forwarding/nonsense/retry")]
    public async Task Unknown_NotFound(string path)
    {
        await using RunningPage page = await QueueAsync();

        (await Answer.PostAsync(page, path)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task<RunningPage> QueueAsync()
    {
        RunningPage page = await RunningPage.StartAsync(with: services => services with { Forwarding = "queue" });
        await RecordedWeighIn.AddAsync(page.Archive, forward: OutboxState.Queued);
        return page;
    }

    private static async Task FailAsync(RunningPage page, long id) => await page.Archive.Outbox.ChangeAsync(
        new OutboxChange.TakeTurn(Me, s_now, s_now.AddMinutes(1)),
        new OutboxChange.Begin(id, Me, s_now),
        new OutboxChange.Settle(id, OutboxState.Failed, s_now, DateTimeOffset.UnixEpoch, "refused"));
}
