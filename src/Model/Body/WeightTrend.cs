namespace ScaleProxy.Model.Body;

/// <summary>
/// A value without its day-to-day noise (water, meals, the hour): an exponentially weighted mean, of which each day takes off a
/// tenth of the distance to what was measured, as in John Walker's "The Hacker's Diet". It goes by the time between measurements,
/// <c>trend += (1 − 0.9^days) · (value − trend)</c>, so that two on one morning count little more than one, and after a long
/// gap the next counts nearly alone.
/// </summary>
public static class WeightTrend
{
    /// <summary>What it is called, for whoever reads it.</summary>
    public const string Name = "exponentially weighted mean, 10 % a day";

    private const double KeptADay = 0.9;
    private const double SecondsADay = 86400;

    /// <summary>The trend at each measurement.</summary>
    /// <param name="takenAt">Unix seconds, ascending.</param>
    /// <param name="values">As many, in any unit.</param>
    public static double[] Of(IReadOnlyList<long> takenAt, IReadOnlyList<decimal> values)
    {
        ArgumentNullException.ThrowIfNull(takenAt);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Count, takenAt.Count);
        double[] trend = new double[values.Count];
        for (int i = 0; i < trend.Length; i++)
        {
            double value = (double)values[i];
            double days = i == 0 ? double.PositiveInfinity : (takenAt[i] - takenAt[i - 1]) / SecondsADay;
            double before = i == 0 ? value : trend[i - 1];
            trend[i] = before + ((1 - Math.Pow(KeptADay, days)) * (value - before));
        }

        return trend;
    }
}
