using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Reading;

public sealed class LastWeightTests
{
    private const long At = 1_767_300_000;

    private static MeasuredValue Kilograms(long kg) => new(MeasureType.Weight, kg, 0);

    [Fact]
    public async Task NewestByTheTimeTaken_NotByArrival()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At + 9, [1], [Kilograms(72)]), Weighing(At, [1], [Kilograms(71)]), Weighing(At + 9, [2], [Kilograms(60)])));

        archive.LastWeights(2, 1, 3).Should().Equal(new LastWeight(2, Kilograms(60), At + 9), new LastWeight(1, Kilograms(72), At + 9));
    }

    [Fact]
    public async Task WhatDoesNotCount_PassedOver()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(
            Weighing(At, [1], [new MeasuredValue(16, 500, 0), Kilograms(70)]),
            Weighing(At + 1, [1, 2], [Kilograms(71)]),
            Weighing(At + 2, [], [Kilograms(90)]),
            Weighing(At + 3, [1], [new MeasuredValue(16, 501, 0)]),
            Weighing(Now.AddDays(2).ToUnixTimeSeconds(), [1], [Kilograms(73)]),
            Weighing(5, [2], [Kilograms(74)])));

        archive.LastWeights(1, 2).Should().Equal(new LastWeight(1, Kilograms(70), At));
    }

    [Fact]
    public async Task AnotherScale_CountsToo()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At, [1], [Kilograms(70)]), Weighing(At + 1, [1], [Kilograms(71)], mac: "00:24:e4:00:00:01")));

        archive.LastWeights(1).Single().Weight.Should().Be(Kilograms(71));
    }
}
