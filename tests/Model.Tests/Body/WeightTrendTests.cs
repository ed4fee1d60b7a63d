using ScaleProxy.Model.Body;

namespace ScaleProxy.Model.Tests.Body;

public sealed class WeightTrendTests
{
    private const long Day = 86400;

    [Fact]
    public void EachDay_TakesOffATenthOfTheDistance()
    {
        WeightTrend.Of([0, Day, 2 * Day], [80m, 70m, 70m]).Should().BeEquivalentTo([80, 79, 78.1], options => options.Using<double>(at => at.Subject.Should().BeApproximately(at.Expectation, 1e-9)).WhenTypeIs<double>());
    }

    [Fact]
    public void TwoOnOneMorning_CountAsOneOfThatDay()
    {
        double[] once = WeightTrend.Of([0, Day], [80m, 70m]);
        double[] twice = WeightTrend.Of([0, Day - 60, Day], [80m, 70m, 70m]);

        twice[^1].Should().BeApproximately(once[^1], 0.001);
    }

    [Fact]
    public void AfterAYear_TheNextCountsNearlyAlone() => WeightTrend.Of([0, 365 * Day], [80m, 70m])[^1].Should().BeApproximately(70, 0.001);

    [Fact]
    public void Nothing_NoTrend() => WeightTrend.Of([], []).Should().BeEmpty();
}
