using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <summary>A weight that somebody enters by hand, from another scale or from memory.</summary>
/// <param name="UserId">The vendor's number for whom it is.</param>
/// <param name="TakenAt">When, unix seconds.</param>
/// <param name="Grams">The weight.</param>
/// <param name="FatRatio">Fat in tenths of a percent; null where it was not measured.</param>
public sealed record ManualWeighing(long UserId, long TakenAt, int Grams, int? FatRatio)
{
    /// <summary>Less fat than this, percent, has nobody.</summary>
    public const int LeanestPercent = 1;

    /// <summary>More fat than this, percent, has nobody.</summary>
    public const int FattestPercent = 80;

    /// <summary>As it is archived.</summary>
    /// <param name="now">When it is entered.</param>
    public ArchivedMeasurement ToArchive(DateTimeOffset now)
    {
        List<MeasuredValue> values = [new MeasuredValue(MeasureType.Weight, Grams, -3)];
        if (FatRatio is { } fat)
        {
            values.Add(new MeasuredValue(MeasureType.FatRatio, fat, -1));
        }

        return new ArchivedMeasurement(new Measurement(MacAddress.OfNone, TakenAt, [UserId], null, null, values), MeasurementSource.Manual, null, null, null, now);
    }
}
