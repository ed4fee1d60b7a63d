using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <summary>Times as they are stored: unix microseconds, 0 for one that is not known.</summary>
internal static class Timestamp
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>9999-12-31 23:59:59.999999 UTC: no calendar here has a moment after it.</summary>
    public const long Latest = 253_402_300_799_999_999;

    /// <summary>To store; anything before 1970 is a time nobody knew.</summary>
    public static long From(DateTimeOffset time) =>
        Math.Max(0, (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TicksPerMicrosecond);

    /// <summary>From what is stored.</summary>
    /// <exception cref="ArchiveException">It is no time.</exception>
    public static DateTimeOffset ToTime(long microseconds) =>
        microseconds is >= 0 and <= Latest
            ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TicksPerMicrosecond)
            : throw BeyondTheCalendar();

    /// <summary>When a scale measured, as it is stored: unix seconds.</summary>
    /// <exception cref="ArchiveException">It is no time.</exception>
    public static long Checked(long takenAt) =>
        takenAt is >= Measurement.EarliestTime and <= Measurement.LatestTime ? takenAt : throw BeyondTheCalendar();

    private static ArchiveException BeyondTheCalendar() =>
        new("archive: a time in it is beyond the calendar; another program has changed it, or the disk has: `scaleproxy archive check` says where");
}
