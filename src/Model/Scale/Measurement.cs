namespace ScaleProxy.Model.Scale;

/// <summary>What a scale measured at one moment, as it sent it.</summary>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="TakenAt">When the scale says it was measured, unix seconds by the scale's own clock.</param>
/// <param name="UserIds">The people the scale found to match, in its order: none, one, or several it could not tell apart.</param>
/// <param name="Attribution">The <c>attribstatus</c> that was sent; null where none was.</param>
/// <param name="DeviceType">The <c>devtype</c> that was sent; null where none was.</param>
/// <param name="Values">The values in the order they were sent.</param>
public sealed record Measurement(
    string Mac,
    long TakenAt,
    IReadOnlyList<long> UserIds,
    int? Attribution,
    int? DeviceType,
    IReadOnlyList<MeasuredValue> Values)
{
    /// <summary>2007-12-22 00:00 UTC: the scale's firmware takes anything before it for an unset clock.</summary>
    public const long EarliestPlausible = 1_198_281_600;

    /// <summary>0001-01-01 00:00 UTC: no calendar here has a day before it.</summary>
    public const long EarliestTime = -62_135_596_800;

    /// <summary>9999-12-31 23:59:59 UTC: no calendar here has a second after it.</summary>
    public const long LatestTime = 253_402_300_799;

    /// <summary>Whom alone the scale named, be it twice; null where it named nobody, or several.</summary>
    public long? OnlyUserId
    {
        get
        {
            for (int i = 1; i < UserIds.Count; i++)
            {
                if (UserIds[i] != UserIds[0])
                {
                    return null;
                }
            }

            return UserIds.Count == 0 ? null : UserIds[0];
        }
    }

    /// <summary>Whether unix seconds are a moment that calendars have.</summary>
    /// <param name="unixSeconds">Any number.</param>
    public static bool IsTime(long unixSeconds) => unixSeconds is >= EarliestTime and <= LatestTime;

    /// <summary>The first value of that type.</summary>
    /// <param name="type">A number of <see cref="MeasureType"/>.</param>
    public MeasuredValue? Find(int type)
    {
        foreach (MeasuredValue value in Values)
        {
            if (value.Type == type)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the scale's clock can have been right: not before <see cref="EarliestPlausible"/>, not more than a day ahead.
    /// </summary>
    /// <param name="receivedAt">When the measurement came in.</param>
    public bool HasPlausibleTime(DateTimeOffset receivedAt) =>
        TakenAt >= EarliestPlausible && TakenAt <= receivedAt.ToUnixTimeSeconds() + 86_400;
}
