using System.Buffers;
using System.Globalization;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// The CSV that openScale (the Android app) imports, with the headings of its version 2.5: a local time to the minute, weight, lean
/// and bone mass in kg, fat, water and muscle in percent of the weight. Version 3 takes the same file, but calls fat
/// <c>BODY_FAT</c> and passes over <c>fat</c>; 2.5 refuses headings that it does not know. A measurement without a weight is left
/// out: both refuse its line.
/// </summary>
/// <param name="zone">The time zone of the phone: the file holds local times.</param>
public sealed class OpenScaleFormat(TimeZoneInfo zone) : IMeasurementFormat
{
    // Of values that are worked out, percent.
    private const int PercentPlaces = 2;
    private const int PercentScale = 100;

    /// <inheritdoc/>
    public bool CanFollow => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> output) =>
        output.Write("\"dateTime\",\"weight\",\"fat\",\"water\",\"muscle\",\"lbm\",\"bone\",\"comment\"\n"u8);

    /// <inheritdoc/>
    public void Write(StoredMeasurement measurement, IBufferWriter<byte> output)
    {
        Measurement said = measurement.Measurement;
        if (said.Find(MeasureType.Weight) is not { } weight)
        {
            return;
        }

        var line = new Utf8Text(output);
        DateTimeOffset taken = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(said.TakenAt), zone);
        line.Append(taken.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        line.Append(","u8);
        line.Append(weight);
        line.Append(","u8);
        Append(ref line, said.Find(MeasureType.FatRatio) ?? PercentOf(said.Find(MeasureType.FatMass), weight));
        line.Append(","u8);
        Append(ref line, PercentOf(said.Find(MeasureType.Hydration), weight));
        line.Append(","u8);
        Append(ref line, PercentOf(said.Find(MeasureType.MuscleMass), weight));
        line.Append(","u8);
        Append(ref line, said.Find(MeasureType.FatFreeMass));
        line.Append(","u8);
        Append(ref line, said.Find(MeasureType.BoneMass));
        line.Append(",\n"u8);
        line.Finish();
    }

    private static void Append(ref Utf8Text line, MeasuredValue? value)
    {
        if (value is { } known)
        {
            line.Append(known);
        }
    }

    private static MeasuredValue? PercentOf(MeasuredValue? part, MeasuredValue weight) =>
        WeightShare.PercentOf(part, weight) is { } percent
            ? new MeasuredValue(MeasureType.FatRatio, (long)Math.Round(percent * PercentScale, MidpointRounding.AwayFromZero), -PercentPlaces)
            : null;
}
