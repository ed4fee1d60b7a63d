namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// How long replies took, from the moment a request was complete to the moment its reply was written: how many took at most
/// so long. Any thread may add; adding allocates nothing and never waits.
/// </summary>
public sealed class ReplyTimes
{
    private static readonly double[] s_bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly long[] s_boundTicks = [.. s_bounds.Select(static bound => (long)Math.Round(bound * TimeSpan.TicksPerSecond))];

    // One more than there are bounds, for what took longer than the last.
    private readonly long[] _counts = new long[s_bounds.Length + 1];
    private long _ticks;

    /// <summary>The upper bounds of the buckets, seconds.</summary>
    public static ReadOnlySpan<double> Bounds => s_bounds;

    /// <summary>The sum of all times.</summary>
    public TimeSpan Sum => new(Interlocked.Read(ref _ticks));

    /// <summary>How many took longer than the bound before, and at most the bound of that number; the last bucket has no bound.</summary>
    /// <param name="bucket">From 0 to the number of <see cref="Bounds"/>.</param>
    public long CountOf(int bucket) => Interlocked.Read(ref _counts[bucket]);

    /// <summary>Adds a reply.</summary>
    /// <param name="took">How long it took.</param>
    public void Add(TimeSpan took)
    {
        int bucket = 0;
        while (bucket < s_boundTicks.Length && took.Ticks > s_boundTicks[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _ticks, took.Ticks);
    }
}
