namespace ScaleProxy.Capture.Files;

/// <summary>Times of captures as the rest of the assembly counts them: 100 ns since 1970 (UTC), never out of range.</summary>
internal static class CaptureTime
{
    private static readonly long MaxTicks = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks;

    /// <summary>What a capture's ticks mean as a time.</summary>
    public static DateTimeOffset ToTime(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    /// <summary>A file can claim any time; one that no calendar holds becomes the nearest that does.</summary>
    public static long Clamp(long ticks) => Math.Clamp(ticks, 0, MaxTicks);

    /// <summary>The same for a time wider than 64 bits.</summary>
    public static long Clamp(Int128 ticks) => (long)Int128.Clamp(ticks, 0, MaxTicks);
}
