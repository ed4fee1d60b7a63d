using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class DeletionTests
{
    private const long At = 1_767_300_000;
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(At + 1000);

    [Fact]
    public async Task Deleted_ReadNowhere_UntilItIsRestored()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At, [1]), Weighing(At + 60, [1])] });
        long newest = archive.Measurements(new MeasurementQuery()).Last().Id;

        (await DeleteAsync(archive, newest, s_now)).Should().BeTrue();

        archive.Measurements(new MeasurementQuery()).Should().ContainSingle();
        archive.Measurements(new MeasurementQuery(ArrivedAfter: 0)).Should().ContainSingle();
        archive.Measurements(new MeasurementQuery(Deleted: true)).Should().ContainSingle().Which.Id.Should().Be(newest);
        archive.LastWeights(1).Should().ContainSingle().Which.TakenAt.Should().Be(At);
        archive.WeightsBetween(At + 60, At + 61).Should().ContainSingle("an import must know it, and leave it out");
        archive.CountMeasurements().All.Should().Be(1);
        (await DeleteAsync(archive, newest, at: null)).Should().BeTrue();
        archive.Measurements(new MeasurementQuery()).Should().HaveCount(2);
        archive.LastWeights(1).Should().ContainSingle().Which.TakenAt.Should().Be(At + 60);
    }

    [Fact]
    public async Task Deleted_SentAgain_StaysAway()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At, [1])] });
        await DeleteAsync(archive, archive.Measurements(new MeasurementQuery()).Single().Id, s_now);

        EntryOutcome again = await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At, [1])] });

        again.Duplicates.Should().Be(1, "the scale is told that it is archived");
        archive.Measurements(new MeasurementQuery()).Should().BeEmpty();
    }

    [Fact]
    public async Task Deleted_WaitsForTheVendorNoMore()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At, [1])], Forward = OutboxState.Queued });

        await DeleteAsync(archive, archive.Measurements(new MeasurementQuery()).Single().Id, s_now);

        archive.Outbox.Summary().Waiting.Should().Be(0);
        (await archive.Outbox.ChangeAsync(new OutboxChange.Retry(1, s_now))).Should().Be(0, "what was deleted is not handed on");
    }

    [Fact]
    public async Task NotThere_OrDeletedAlready_SaysSo()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At, [1])] });
        long id = archive.Measurements(new MeasurementQuery()).Single().Id;

        (await DeleteAsync(archive, id + 1, s_now)).Should().BeFalse();
        (await DeleteAsync(archive, id, at: null)).Should().BeFalse("there is nothing to restore");
        (await DeleteAsync(archive, id, s_now)).Should().BeTrue();
        (await DeleteAsync(archive, id, s_now)).Should().BeFalse();
    }

    [Fact]
    public async Task CountMeasurements_OfNobodys_WeightsThatAreThere()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At, [1]), Weighing(At + 60, []), Weighing(At + 120, []), Weighing(At + 180, [], [new(12, 21, 0)])] });
        await DeleteAsync(archive, archive.Measurements(new MeasurementQuery(Unassigned: true)).First().Id, s_now);

        archive.CountMeasurements().Unassigned.Should().Be(1, "one was deleted, and one is a temperature");
    }

    [Fact]
    public async Task NewestFirst_PageByPage_EachOnce()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        // Several of one second, so that a page ends among them.
        await archive.WriteAsync(new ArchiveEntry { Measurements = [.. Enumerable.Range(0, 30).Select(i => Weighing(At + (i / 4), [1], [new(1, 70_000 + i, -3)]))] });
        long[] all = [.. archive.Measurements(new MeasurementQuery()).Select(stored => stored.Id)];

        var read = new List<long>();
        MeasurementPlace? behind = null;
        while (true)
        {
            StoredMeasurement[] page = [.. archive.Measurements(new MeasurementQuery(NewestFirst: true, Behind: behind)).Take(7)];
            read.AddRange(page.Select(stored => stored.Id));
            if (page.Length < 7)
            {
                break;
            }

            MeasurementPlace.TryParse(new MeasurementPlace(page[^1].Measurement.TakenAt, page[^1].Id).ToString(), out MeasurementPlace last).Should().BeTrue();
            behind = last;
        }

        read.Should().Equal(all.Reverse());
    }

    [Fact]
    public async Task BatteryHistory_OfOneLevelAgainAndAgain_TheFirstAndTheLast()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        int[] levels = [80, 80, 80, 79, 79, 78];
        await archive.WriteAsync(new ArchiveEntry { Measurements = [.. levels.Select((level, i) => Weighing(At + i, [1]) with { Battery = level })] });

        archive.BatteryHistory(Mac).Should().Equal(new BatteryLevel(At, 80), new(At + 2, 80), new(At + 3, 79), new(At + 4, 79), new(At + 5, 78));
    }

    private static async Task<bool> DeleteAsync(ScaleArchive archive, long id, DateTimeOffset? at) =>
        (await archive.WriteAsync(new ArchiveEntry { Deletion = new Deletion(id, at) })).Deleted;
}
