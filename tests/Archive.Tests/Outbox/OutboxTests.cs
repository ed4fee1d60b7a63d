using ScaleProxy.Archive.Outbox;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Outbox;

public sealed class OutboxTests
{
    private const string Me = "me";
    private const string Other = "other";
    private const int Max = 100;

    private static readonly OutboxChange.TakeTurn s_mine = new(Me, Now, Now.AddSeconds(15));

    [Fact]
    public async Task NewMeasurement_IsQueuedWithIt_AndADuplicateIsNotQueuedAgain()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(1_767_300_000)], Forward = OutboxState.Queued });
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(1_767_300_000), Weighing(1_767_300_001)], Forward = OutboxState.Queued });

        archive.Outbox.Due(Now).Should().Equal(Mac);
        IReadOnlyList<OutboxItem> waiting = archive.Outbox.Waiting(Mac, Now, Max);
        waiting.Select(item => item.Measurement!.Measurement.TakenAt).Should().Equal(1_767_300_000, 1_767_300_001);
        waiting[0].Measurement!.Measurement.Values.Should().ContainSingle();
        archive.Measurements(new MeasurementQuery()).Should().OnlyContain(measurement => measurement.Forwarded == ForwardState.Queued);
    }

    [Fact]
    public async Task NotToBeForwarded_IsOff_UntilItIsBackfilled_UnlessTheVendorHasItAnyway()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(1_767_300_000), Weighing(1_767_300_001), Weighing(1_767_300_002, source: MeasurementSource.Learn), Weighing(1_767_300_003)));
        archive.Outbox.Due(Now).Should().BeEmpty();

        (await archive.Outbox.ChangeAsync(new OutboxChange.Backfill(DateTimeOffset.FromUnixTimeSeconds(1_767_300_001), Now))).Should().Be(2);
        (await archive.Outbox.ChangeAsync(new OutboxChange.Backfill(DateTimeOffset.FromUnixTimeSeconds(1_767_300_001), Now))).Should().Be(0);

        archive.Measurements(new MeasurementQuery()).Select(measurement => measurement.Forwarded)
            .Should().Equal(ForwardState.Off, ForwardState.Queued, ForwardState.Off, ForwardState.Queued);
    }

    [Fact]
    public async Task EntryThatCannotBeStored_QueuesNothing()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        var entry = new ArchiveEntry { Measurements = [Weighing(1_767_300_000), Weighing(1_767_300_001, mac: null!)], Forward = OutboxState.Queued };

        await FluentActions.Awaiting(async () => await archive.WriteAsync(entry)).Should().ThrowAsync<ArchiveException>();

        place.Count("outbox").Should().Be(0);
    }

    [Fact]
    public async Task Exchange_IsFoundByTheNumberItIsQueuedUnder()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle recording = Recording();
        recording.Mac = Mac;
        await archive.WriteAsync(new ArchiveEntry { Recording = recording, Exchanges = [Exchange("first", "")] });
        await archive.WriteAsync(new ArchiveEntry { Recording = recording, Exchanges = [Exchange("second", ""), Exchange("upload", "")], ForwardedExchanges = [1] });

        OutboxItem item = archive.Outbox.Waiting(Mac, Now, Max).Should().ContainSingle().Subject;

        item.Measurement.Should().BeNull();
        archive.FindExchange(item.ExchangeId!.Value)!.Request.ToArray().Should().Equal("upload"u8.ToArray());
        archive.Exchanges(recording.Id).Should().HaveCount(3);
        archive.NewestRecordings(Mac, 5).Should().Equal(recording.Id);
    }

    [Fact]
    public async Task Turn_IsOneProcesssAtATime_UntilItIsOverOrGivenBack()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        (await archive.Outbox.ChangeAsync(s_mine)).Should().Be(1);
        (await archive.Outbox.ChangeAsync(new OutboxChange.TakeTurn(Other, Now, Now.AddSeconds(15)))).Should().Be(0);
        (await archive.Outbox.ChangeAsync(s_mine with { Until = Now.AddSeconds(20) })).Should().Be(1, "it is kept");
        (await archive.Outbox.ChangeAsync(new OutboxChange.EndTurn(Other))).Should().Be(0);
        (await archive.Outbox.ChangeAsync(new OutboxChange.TakeTurn(Other, Now.AddSeconds(21), Now.AddSeconds(36)))).Should().Be(1, "it was over");
        archive.Outbox.Turn().Should().Be(new ForwarderTurn(Other, Now.AddSeconds(36), null));
        (await archive.Outbox.ChangeAsync(new OutboxChange.EndTurn(Other))).Should().Be(1);
        (await archive.Outbox.ChangeAsync(s_mine)).Should().Be(1);
    }

    [Fact]
    public async Task AboutToBeSent_OnlyByWhoHasTheTurn()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        long id = await QueueAsync(archive);

        (await archive.Outbox.ChangeAsync(new OutboxChange.Begin(id, Me, Now))).Should().Be(0);
        await archive.Outbox.ChangeAsync(s_mine);
        (await archive.Outbox.ChangeAsync(new OutboxChange.Begin(id, Other, Now))).Should().Be(0);
        (await archive.Outbox.ChangeAsync(new OutboxChange.Begin(id, Me, Now.AddSeconds(16)))).Should().Be(0, "the turn is over");
        (await archive.Outbox.ChangeAsync(new OutboxChange.Begin(id, Me, Now))).Should().Be(1);

        archive.Outbox.Waiting(Mac, Now, Max).Should().ContainSingle().Which.Should().BeEquivalentTo(new { State = OutboxState.Sending, Attempts = 1 });
    }

    [Theory]
    [InlineData(OutboxState.Sent, ForwardState.Sent)]
    [InlineData(OutboxState.Failed, ForwardState.Failed)]
    [InlineData(OutboxState.Queued, ForwardState.Queued)]
    [InlineData(OutboxState.Sending, ForwardState.Queued)]
    [InlineData(OutboxState.Dropped, ForwardState.Off)]
    public async Task Settled_IsShownWithTheMeasurement(OutboxState state, ForwardState shown)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        long id = await QueueAsync(archive);

        await archive.Outbox.ChangeAsync(new OutboxChange.Settle(id, state, Now, Now.AddMinutes(5), "why"));

        archive.Measurements(new MeasurementQuery()).Single().Forwarded.Should().Be(shown);
        OutboxSummary summary = archive.Outbox.Summary();
        summary.Counts.Should().BeEquivalentTo(new Dictionary<OutboxState, long> { [state] = 1 });
        summary.Failed.Select(item => item.Reason).Should().Equal(state == OutboxState.Failed ? ["why"] : []);
        summary.OldestWaiting.HasValue.Should().Be(shown == ForwardState.Queued);
    }

    [Fact]
    public async Task Due_WhenBothTheScalesTimeAndItsOwnHaveCome_OrSomebodyAsks()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        long id = await QueueAsync(archive);
        await archive.Outbox.ChangeAsync(
            new OutboxChange.Settle(id, OutboxState.Queued, Now, Now.AddMinutes(5), null),
            new OutboxChange.Called(new VendorCall(Mac, Now, Now.AddMinutes(9), 1, "refused")));

        archive.Outbox.Due(Now.AddMinutes(4)).Should().BeEmpty();
        archive.Outbox.Due(Now.AddMinutes(8)).Should().BeEmpty();
        archive.Outbox.Due(Now.AddMinutes(9)).Should().Equal(Mac);
        archive.Outbox.Calls().Should().Equal(new VendorCall(Mac, Now.AddTicks(-(Now.Ticks % 10)), Now.AddMinutes(9), 1, "refused"));

        await archive.Outbox.ChangeAsync(new OutboxChange.Ask(Now));
        archive.Outbox.Due(Now).Should().Equal(Mac);
        archive.Outbox.Turn().AskedAt.Should().Be(Now);
        await archive.Outbox.ChangeAsync(new OutboxChange.Answer());
        archive.Outbox.Turn().AskedAt.Should().BeNull();
    }

    [Fact]
    public async Task FailedAndDropped_AreQueuedAgainOnlyByRetry()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        long id = await QueueAsync(archive);
        (await archive.Outbox.ChangeAsync(new OutboxChange.Retry(id, Now))).Should().Be(0, "it waits already");
        (await archive.Outbox.ChangeAsync(new OutboxChange.Drop(id, Now))).Should().Be(1);

        await archive.Outbox.ChangeAsync(new OutboxChange.Settle(id, OutboxState.Sent, Now, Now, null), new OutboxChange.Backfill(DateTimeOffset.UnixEpoch, Now));
        archive.Outbox.Due(Now).Should().BeEmpty();

        (await archive.Outbox.ChangeAsync(new OutboxChange.Retry(id, Now))).Should().Be(1);
        archive.Outbox.Due(Now).Should().Equal(Mac);
        await archive.Outbox.ChangeAsync(new OutboxChange.Settle(id, OutboxState.Sent, Now, Now, null));
        (await archive.Outbox.ChangeAsync(new OutboxChange.Drop(id, Now))).Should().Be(0, "the vendor has it");
        archive.Outbox.NewestSent(1).Should().Be(1_767_300_000);
        archive.Outbox.NewestSent(2).Should().BeNull();
    }

    private static async Task<long> QueueAsync(ScaleArchive archive)
    {
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(1_767_300_000)], Forward = OutboxState.Queued });
        return archive.Outbox.Waiting(Mac, Now, Max).Single().Id;
    }
}
