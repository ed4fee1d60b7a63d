using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class MeasurementIdentityTests
{
    private const long At = 1_767_300_000;
    private static readonly MeasuredValue Weight = new(1, 77110, -3);
    private static readonly MeasuredValue Resistance = new(16, 500, 0);

    public static TheoryData<string, ArchivedMeasurement> Same => new()
    {
        { "again", Weighing(At, [1, 2], [Weight, Resistance]) },
        { "users in another order", Weighing(At, [2, 1], [Weight, Resistance]) },
        { "a user twice", Weighing(At, [2, 1, 2], [Weight, Resistance]) },
        { "values in another order", Weighing(At, [1, 2], [Resistance, Weight]) },
        { "values spelled otherwise", Weighing(At, [1, 2], [new(1, 7711, -2), new(16, 5, 2)]) },
        { "from a capture", Weighing(At, [1, 2], [Weight, Resistance], source: MeasurementSource.Import) },
    };

    public static TheoryData<string, ArchivedMeasurement> Other => new()
    {
        { "another second", Weighing(At + 1, [1, 2], [Weight, Resistance]) },
        { "another scale", Weighing(At, [1, 2], [Weight, Resistance], mac: "00:24:e4:00:00:01") },
        { "one user", Weighing(At, [1], [Weight, Resistance]) },
        { "another user", Weighing(At, [1, 3], [Weight, Resistance]) },
        { "another weight", Weighing(At, [1, 2], [new(1, 77120, -3), Resistance]) },
        { "another power of ten", Weighing(At, [1, 2], [new(1, 77110, -2), Resistance]) },
        { "another sign", Weighing(At, [1, 2], [new(1, -77110, -3), Resistance]) },
        { "another type", Weighing(At, [1, 2], [Weight, new(86, 500, 0)]) },
        { "a value less", Weighing(At, [1, 2], [Weight]) },
        { "a value twice", Weighing(At, [1, 2], [Weight, Weight, Resistance]) },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public async Task SameMeasurement_ArchivedOnceWithItsFirstSpelling(string how, ArchivedMeasurement second)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At, [1, 2], [Weight, Resistance])));

        EntryOutcome outcome = await archive.WriteAsync(Entry(second));

        outcome.Should().Be(new EntryOutcome(0, 1), how);
        archive.Measurements(new MeasurementQuery()).Should().ContainSingle()
            .Which.Measurement.Values.Should().Equal(Weight, Resistance);
    }

    [Theory]
    [MemberData(nameof(Other))]
    public async Task OtherMeasurement_ArchivedBeside(string how, ArchivedMeasurement second)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At, [1, 2], [Weight, Resistance])));

        EntryOutcome outcome = await archive.WriteAsync(Entry(second));

        outcome.Should().Be(new EntryOutcome(1, 0), how);
        archive.Measurements(new MeasurementQuery()).Should().HaveCount(2);
    }

    [Fact]
    public async Task TwiceInOneEntry_ArchivedOnce()
    {
        await using var place = new TemporaryArchive();

        EntryOutcome outcome = await place.Open().WriteAsync(Entry(Weighing(At), Weighing(At)));

        outcome.Should().Be(new EntryOutcome(1, 1));
    }

    [Fact]
    public async Task AgainAfterRestart_Duplicate()
    {
        await using var place = new TemporaryArchive();
        await using (ScaleArchive first = place.Open())
        {
            await first.WriteAsync(Entry(Weighing(At)));
        }

        EntryOutcome outcome = await place.Open().WriteAsync(Entry(Weighing(At)));

        outcome.Should().Be(new EntryOutcome(0, 1));
    }

    [Fact]
    public async Task ZeroOfAnyPower_OneValue()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At, values: [new(35, 0, -3)])));

        (await archive.WriteAsync(Entry(Weighing(At, values: [new(35, 0, 2)])))).Duplicates.Should().Be(1);
    }

    [Fact]
    public async Task ExtremeIntegers_Exact()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        MeasuredValue[] values = [new(int.MaxValue, long.MinValue, int.MinValue), new(int.MinValue, 10, int.MaxValue)];

        await archive.WriteAsync(Entry(Weighing(At, [long.MaxValue, long.MinValue], values)));

        StoredMeasurement stored = archive.Measurements(new MeasurementQuery()).Single();
        stored.Measurement.Values.Should().Equal(values);
        stored.Measurement.UserIds.Should().Equal(long.MaxValue, long.MinValue);
    }
}
