namespace ScaleProxy.Model.Retrying;

/// <summary>How long to wait after failures in a row: twice as long each time, up to a limit, and never quite the same as others do.</summary>
/// <param name="first">The wait after the first.</param>
/// <param name="longest">The limit.</param>
/// <param name="random">Makes the difference: a quarter of the wait more or less.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private const double Jitter = 0.25;

    // Twice that often is beyond any limit.
    private const int MaxDoublings = 30;

    /// <summary>The wait after so many failures in a row, at least one.</summary>
    /// <param name="failures">How many.</param>
    public TimeSpan After(int failures)
    {
        double wait = first.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, MaxDoublings));
        return TimeSpan.FromSeconds(Math.Min(wait, longest.TotalSeconds) * (1 - Jitter + (2 * Jitter * random.NextDouble())));
    }
}
