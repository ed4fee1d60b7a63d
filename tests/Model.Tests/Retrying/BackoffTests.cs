using ScaleProxy.Model.Retrying;

namespace ScaleProxy.Model.Tests.Retrying;

public sealed class BackoffTests
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 120)]
    [InlineData(4, 480)]
    [InlineData(5, 900)]
    [InlineData(int.MaxValue, 900)]
    public void Wait_DoublesUpToTheLimit_AQuarterMoreOrLess(int failures, double seconds)
    {
        var backoff = new Backoff(s_first, s_longest, new Random(1));

        double[] waits = [.. Enumerable.Range(0, 1000).Select(_ => backoff.After(failures).TotalSeconds)];

        waits.Should().OnlyContain(wait => wait >= seconds * 0.75 && wait <= seconds * 1.25);
        (waits.Max() - waits.Min()).Should().BeGreaterThan(seconds * 0.45, "many that fail together are not to come again together");
    }
}
