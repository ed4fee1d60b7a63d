using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public sealed class BatteryForecastTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void APointEveryTenDays_EmptyAfterAThousandDays()
    {
        BatteryLevel[] levels = [.. Enumerable.Range(0, 11).Select(i => Level(10 * i, 100 - i))];

        BatteryForecast.EmptyOn(levels, s_start.AddDays(100)).Should().Be(DateOnly.FromDateTime(s_start.AddDays(1000).UtcDateTime));
    }

    [Fact]
    public void NewBatteries_WhatWasBeforeDoesNotCount()
    {
        BatteryLevel[] levels = [Level(0, 50), Level(10, 5), Level(20, 100), Level(30, 98), Level(40, 96)];

        BatteryForecast.EmptyOn(levels, s_start.AddDays(40)).Should().Be(DateOnly.FromDateTime(s_start.AddDays(520).UtcDateTime));
    }

    public static TheoryData<BatteryLevel[]> TooLittle => new()
    {
        { [] },
        { [Level(0, 80)] },
        { [Level(0, 80), Level(10, 70)] },
        { [Level(0, 80), Level(60, 78)] },
        { [Level(0, 80), Level(60, 85)] },
    };

    [Theory]
    [MemberData(nameof(TooLittle))]
    public void TooLittleToGoBy_NoGuess(BatteryLevel[] levels) => BatteryForecast.EmptyOn(levels, s_start.AddDays(60)).Should().BeNull();

    [Fact]
    public void ShouldBeEmptyByNow_NoForecast() => BatteryForecast.EmptyOn([Level(0, 50), Level(20, 10)], s_start.AddDays(400)).Should().BeNull();

    private static BatteryLevel Level(int day, int percent) => new(s_start.AddDays(day).ToUnixTimeSeconds(), percent);
}
