namespace ScaleProxy.Replay.Replies;

/// <summary>What a scale is told of its time zone: the offset now, when it changes next, and the offset after that.</summary>
/// <param name="Offset">Seconds east of UTC now (<c>goff</c>).</param>
/// <param name="NextChange">Unix seconds of the next change of the offset within a year, 0 for none (<c>dst</c>).</param>
/// <param name="OffsetAfter">Seconds east of UTC after that change; 0 where there is none (<c>ngoff</c>).</param>
public readonly record struct TimeZoneFields(int Offset, long NextChange, int OffsetAfter)
{
    private const int DaysAhead = 366;
    private const long Day = 86_400;

    /// <summary>Looks the fields up.</summary>
    /// <param name="zone">The owner's time zone.</param>
    /// <param name="now">The time the scale is told.</param>
    public static TimeZoneFields At(TimeZoneInfo zone, DateTimeOffset now)
    {
        long start = now.ToUnixTimeSeconds();
        int offset = OffsetAt(zone, start);
        for (int day = 1; day <= DaysAhead; day++)
        {
            long until = start + (day * Day);
            if (OffsetAt(zone, until) != offset)
            {
                long change = FirstSecondOfChange(zone, until - Day, until, offset);
                return new TimeZoneFields(offset, change, OffsetAt(zone, change));
            }
        }

        return new TimeZoneFields(offset, 0, 0);
    }

    // Before holds at `from` and no longer at `to`.
    private static long FirstSecondOfChange(TimeZoneInfo zone, long from, long to, int before)
    {
        while (to - from > 1)
        {
            long middle = from + ((to - from) / 2);
            if (OffsetAt(zone, middle) == before)
            {
                from = middle;
            }
            else
            {
                to = middle;
            }
        }

        return to;
    }

    private static int OffsetAt(TimeZoneInfo zone, long unixSeconds) =>
        (int)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(unixSeconds)).TotalSeconds;
}
