namespace ScaleProxy.Model.Scale;

/// <summary>
/// When a battery will be empty: a straight line by least squares through the levels since it was last changed or charged,
/// followed down to 0 %. Where that is too little to go by, there is no answer rather than a guess.
/// </summary>
public static class BatteryForecast
{
    /// <summary>The method in a few words, for whoever reads the answer.</summary>
    public const string Method = "a straight line through the levels since the batteries were last changed";

    // A rise by so much is new batteries; a smaller one is the warmth of the room.
    private const int RiseOfNewBatteries = 15;
    private const int LeastFall = 3;

    private static readonly TimeSpan s_leastTime = TimeSpan.FromDays(14);
    private static readonly TimeSpan s_furthest = TimeSpan.FromDays(3653);

    /// <summary>The day.</summary>
    /// <param name="levels">Oldest first.</param>
    /// <param name="now">The time; a battery that should be empty by then and is not has no forecast.</param>
    /// <returns>Null where it has not fallen by 3 points in two weeks or more, or would last ten years.</returns>
    public static DateOnly? EmptyOn(IReadOnlyList<BatteryLevel> levels, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(levels);
        int first = 0;
        for (int i = 1; i < levels.Count; i++)
        {
            first = levels[i].Percent - levels[i - 1].Percent >= RiseOfNewBatteries ? i : first;
        }

        if (levels.Count - first < 2
            || levels[^1].At - levels[first].At < s_leastTime.TotalSeconds
            || levels[first].Percent - levels[^1].Percent < LeastFall)
        {
            return null;
        }

        (double slope, double level) = Line(levels, first);
        if (slope >= 0)
        {
            return null;
        }

        double seconds = levels[first].At - (level / slope);
        return seconds > now.ToUnixTimeSeconds() && seconds < (now + s_furthest).ToUnixTimeSeconds()
            ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds((long)seconds).UtcDateTime)
            : null;
    }

    // Percent by seconds since the first, and percent at the first.
    private static (double Slope, double Level) Line(IReadOnlyList<BatteryLevel> levels, int first)
    {
        int count = levels.Count - first;
        double meanTime = 0;
        double meanLevel = 0;
        for (int i = first; i < levels.Count; i++)
        {
            meanTime += (double)(levels[i].At - levels[first].At) / count;
            meanLevel += (double)levels[i].Percent / count;
        }

        double both = 0;
        double square = 0;
        for (int i = first; i < levels.Count; i++)
        {
            double time = levels[i].At - levels[first].At - meanTime;
            both += time * (levels[i].Percent - meanLevel);
            square += time * time;
        }

        double slope = both / square;
        return (slope, meanLevel - (slope * meanTime));
    }
}
