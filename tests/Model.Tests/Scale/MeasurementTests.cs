using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class MeasurementTests
{
    private static readonly DateTimeOffset s_received = new(2024, 5, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1198281599, false)]
    [InlineData(1198281600, true)]
    [InlineData(1714550400, true)]
    [InlineData(1714550400 + 86400, true)]
    [InlineData(1714550400 + 86401, false)]
    public void Time_IsPlausibleFromTheFirmwaresLimitToADayAhead(long takenAt, bool plausible)
    {
        At(takenAt).HasPlausibleTime(s_received).Should().Be(plausible);
    }

    [Fact]
    public void FirstPlausibleSecond_IsThatOfTheProtocol()
    {
        DateTimeOffset.FromUnixTimeSeconds(Measurement.EarliestPlausible).Should().Be(new DateTimeOffset(2007, 12, 22, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(new long[] { }, null)]
    [InlineData(new long[] { 7 }, 7L)]
    [InlineData(new long[] { 7, 7 }, 7L)]
    [InlineData(new long[] { 7, 8 }, null)]
    public void OnlyUser_IsWhomItNamesAlone(long[] named, long? only)
    {
        (At(0) with { UserIds = named }).OnlyUserId.Should().Be(only);
    }

    [Fact]
    public void Find_GivesTheFirstOfItsType()
    {
        At(0).Find(16).Should().Be(new MeasuredValue(16, 522, 0));
        At(0).Find(MeasureType.Weight).Should().BeNull();
    }

    private static Measurement At(long takenAt) =>
        new("00:24:e4:0d:e1:ca", takenAt, [], null, null, [new MeasuredValue(16, 522, 0), new MeasuredValue(16, 9, 9)]);
}
