using System.Buffers;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// InfluxDB's line protocol (version 2): the series <c>scale</c> with the tags <c>mac</c>, <c>source</c>, <c>user</c> and
/// <c>userId</c>, a float field for each type, named after it, and the integer field <c>battery</c>. Times in nanoseconds.
/// </summary>
public sealed class InfluxFormat : IMeasurementFormat
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // The protocol counts nanoseconds in 64 bits: 1677 to 2262.
    private const long LatestSecond = long.MaxValue / NanosecondsPerSecond;

    private static readonly SearchValues<char> s_special = SearchValues.Create(", =\\\r\n");

    private readonly Dictionary<int, string> _fieldNames = [];

    /// <inheritdoc/>
    public bool CanFollow => true;

    /// <inheritdoc/>
    public void Write(StoredMeasurement measurement, IBufferWriter<byte> output)
    {
        var line = new Utf8Text(output);
        Measurement said = measurement.Measurement;
        bool fits = said.TakenAt is >= -LatestSecond and <= LatestSecond;
        if (!fits || (said.Values.Count == 0 && measurement.Battery is null))
        {
            line.Append("# measurement "u8);
            line.Append(measurement.Id);
            line.Append(fits ? " has no values\n"u8 : " has a time that does not fit into 64 bits of nanoseconds\n"u8);
            line.Finish();
            return;
        }

        line.Append("scale"u8);
        AppendTag(ref line, ",mac="u8, said.Mac);
        AppendTag(ref line, ",source="u8, MeasurementSourceText.Of(measurement.Source));
        AppendTag(ref line, ",user="u8, measurement.User);
        if (measurement.UserId is { } user)
        {
            line.Append(",userId="u8);
            line.Append(user);
        }

        AppendFields(ref line, measurement);
        line.Append(" "u8);
        line.Append(said.TakenAt * NanosecondsPerSecond);
        line.Append("\n"u8);
        line.Finish();
    }

    private void AppendFields(ref Utf8Text line, StoredMeasurement measurement)
    {
        IReadOnlyList<MeasuredValue> values = measurement.Measurement.Values;
        bool first = true;
        for (int i = 0; i < values.Count; i++)
        {
            // Of two values of a field the server would keep either; the first is the one that everything else shows.
            if (measurement.Measurement.Find(values[i].Type) != values[i])
            {
                continue;
            }

            line.Append(first ? " "u8 : ","u8);
            line.Append(FieldOf(values[i].Type));
            line.Append("="u8);
            line.Append(values[i]);
            first = false;
        }

        if (measurement.Battery is { } battery)
        {
            line.Append(first ? " battery="u8 : ",battery="u8);
            line.Append(battery);
            line.Append("i"u8);
        }
    }

    // The scale's own battery type would take the name of the field that is an integer.
    private string FieldOf(int type)
    {
        if (!_fieldNames.TryGetValue(type, out string? field))
        {
            field = MetricName.Of(type);
            field = field == "battery" ? "battery_measured" : field;
            _fieldNames.Add(type, field);
        }

        return field;
    }

    // An empty tag is none. A tag cannot hold a line's end, and a backslash at its end would escape what follows.
    private static void AppendTag(ref Utf8Text line, ReadOnlySpan<byte> name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        line.Append(name);
        if (value.AsSpan().ContainsAny(s_special))
        {
            value = value.ReplaceLineEndings(" ").TrimEnd('\\')
                .Replace(",", "\\,", StringComparison.Ordinal)
                .Replace(" ", "\\ ", StringComparison.Ordinal)
                .Replace("=", "\\=", StringComparison.Ordinal);
        }

        line.Append(value);
    }
}
