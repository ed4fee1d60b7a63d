namespace ScaleProxy.Model.Scale;

/// <summary>How long a scale has not been heard of.</summary>
/// <param name="lastSeen">When it was, last.</param>
/// <param name="now">The time.</param>
public readonly struct Silence(DateTimeOffset lastSeen, DateTimeOffset now)
{
    // With nothing to send it calls every 48 hours (read from the firmware of a WS-30); a day more for one that missed its turn.
    private const int DaysTooLong = 3;

    /// <summary>Whole days of it; 0 where a clock was set back.</summary>
    public int Days { get; } = (int)Math.Max(0, (now - lastSeen).TotalDays);

    /// <summary>Whether something is wrong with the scale, its network, or the way here.</summary>
    public bool IsTooLong => Days >= DaysTooLong;
}
