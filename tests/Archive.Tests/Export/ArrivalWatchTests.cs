using ScaleProxy.Archive.Export;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Export;

public sealed class ArrivalWatchTests
{
    private const long At = 1_767_300_000;

    [Fact]
    public async Task EachMeasurementOnce_AlreadyOldestFirst_ThenAsItArrives()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At + 10), Weighing(At)));
        var watch = new ArrivalWatch(archive, new MeasurementQuery());

        // After the watch began, and before what is there is read.
        await archive.WriteAsync(Entry(Weighing(At + 5)));
        Taken(watch.Already()).Should().Equal(At, At + 5, At + 10);
        Taken(watch.Next()).Should().BeEmpty();
        await archive.WriteAsync(Entry(Weighing(At + 30), Weighing(At + 20)));
        Taken(watch.Next()).Should().Equal(At + 30, At + 20);
        Taken(watch.Next()).Should().BeEmpty();
        await archive.WriteAsync(Entry(Weighing(At + 40)));
        Taken(watch.Next()).Should().Equal(At + 40);
    }

    [Fact]
    public async Task OnlyWhatIsAskedFor()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        var watch = new ArrivalWatch(archive, new MeasurementQuery(User: "2", Since: DateTimeOffset.FromUnixTimeSeconds(At)));
        Taken(watch.Already()).Should().BeEmpty();

        await archive.WriteAsync(Entry(Weighing(At, [1]), Weighing(At + 1, [2]), Weighing(At - 1, [2])));

        Taken(watch.Next()).Should().Equal(At + 1);
    }

    [Fact]
    public async Task MoreThanAPage_InOrder_WithTheirOwnValues()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        const int Count = 2600;

        // Arriving newest first, three to a second, so that neither order nor page boundary is that of the ids.
        await archive.WriteAsync(Entry([.. Enumerable.Range(0, Count).Select(i => Weighing(At + ((Count - i) / 3), values: [new MeasuredValue(1, i, -3), new MeasuredValue(16, i, 0)]))]));

        StoredMeasurement[] read = [.. archive.Measurements(new MeasurementQuery())];

        read.Should().HaveCount(Count);
        read.Select(measurement => (measurement.Measurement.TakenAt, measurement.Id)).Should().BeInAscendingOrder();
        read.Should().OnlyContain(measurement => measurement.Measurement.Values.Count == 2 && measurement.Measurement.Values[0].Raw == measurement.Id - 1);
    }

    private static IEnumerable<long> Taken(IEnumerable<StoredMeasurement> measurements) =>
        [.. measurements.Select(measurement => measurement.Measurement.TakenAt)];
}
