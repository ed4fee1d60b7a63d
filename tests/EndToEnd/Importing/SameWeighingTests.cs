using ScaleProxy.Archive;
using ScaleProxy.Capture.History;
using ScaleProxy.Cli.Import;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.EndToEnd.Importing;

public sealed class SameWeighingTests
{
    private const long Minute = 1_769_844_600; // 2026-01-31 07:30:00 UTC

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(-1, false)]
    [InlineData(60, false)]
    public void ToTheMinute_WhateverTheSecond(int seconds, bool same) => Is(Row(60), Minute, 7711, Archived(Minute + seconds, 7711)).Should().Be(same);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    public void ToTheSecond_ThatSecond(int seconds, bool same) => Is(Row(1), Minute + 15, 7711, Archived(Minute + 15 + seconds, 7711)).Should().Be(same);

    [Theory]
    [InlineData(7711, true)]
    [InlineData(7705, true)]
    [InlineData(7715, true)]
    [InlineData(7704, false)]
    [InlineData(7716, false)]
    public void Weight_AsExactlyAsItIsWritten(long archived, bool same) =>
        Is(Row(1) with { WeightTolerance = Weight(5) }, Minute, 7710, Archived(Minute, archived)).Should().Be(same);

    [Theory]
    [InlineData(71L, 71L, true)]
    [InlineData(71L, 72L, false)]
    [InlineData(71L, null, true)]
    [InlineData(null, 71L, true)]
    public void Person_WhereBothAreKnown(long? importing, long? archived, bool same) =>
        SameWeighing.Is(Row(1), Minute, Weight(7711), importing, Archived(Minute, 7711) with { UserId = archived }).Should().Be(same);

    [Theory]
    [InlineData(7710, true)]
    [InlineData(7711, false)]
    public void TwoExportsOfWholeMinutes_DigitByDigit(long archived, bool same) =>
        Is(Row(60) with { WeightTolerance = Weight(5) }, Minute, 7710, Archived(Minute, archived, MeasurementSource.History)).Should().Be(same);

    [Theory]
    [InlineData(7710, true)]
    [InlineData(7711, false)]
    public void ExportOfSecondsAfterOneOfMinutes_DigitByDigit(long archived, bool same) =>
        Is(Row(1) with { WeightTolerance = Weight(5) }, Minute + 15, 7710, Archived(Minute, archived, MeasurementSource.History)).Should().Be(same);

    [Fact]
    public void ScaleAtTheFullMinute_IsNoExportOfMinutes() => Is(Row(1), Minute + 15, 7711, Archived(Minute, 7711)).Should().BeFalse();

    [Theory]
    [InlineData(Minute, Minute)]
    [InlineData(Minute + 59, Minute)]
    [InlineData(-1, -60)]
    [InlineData(-60, -60)]
    public void MinuteOfATime_AlsoBefore1970(long time, long minute) => SameWeighing.MinuteOf(time).Should().Be(minute);

    private static bool Is(HistoryRow row, long takenAt, long weight, ArchivedWeight known) => SameWeighing.Is(row, takenAt, Weight(weight), null, known);

    private static HistoryRow Row(int precision) => new() { TakenAt = Minute, PrecisionSeconds = precision, Values = [Weight(7710)] };

    private static ArchivedWeight Archived(long takenAt, long weight, MeasurementSource source = MeasurementSource.Serve) => new(takenAt, null, source, Weight(weight));

    private static MeasuredValue Weight(long raw) => new(MeasureType.Weight, raw, -2);
}
