namespace ScaleProxy.Archive;

/// <summary>Times as they are stored: unix microseconds, 0 for one that is not known.</summary>
internal static class Timestamp
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>To store; anything before 1970 is a time nobody knew.</summary>
    public static long From(DateTimeOffset time) =>
        Math.Max(0, (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TicksPerMicrosecond);

    /// <summary>From what is stored.</summary>
    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TicksPerMicrosecond);
}
