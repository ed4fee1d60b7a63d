using System.Buffers;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// Comma-separated values (RFC 4180), UTF-8: a line a measurement under a heading. The columns are always the same, so that the
/// first line can be written before the last measurement is known: the usual types have one each, any other stands in
/// <c>other</c> as <c>type=value</c>.
/// </summary>
public sealed class CsvFormat : IMeasurementFormat
{
    // The vendor's types that have a column, in the columns' order, with the heading.
    private static readonly (int Type, string Heading)[] s_columns =
    [
        (MeasureType.Weight, "weightKg"),
        (MeasureType.FatRatio, "fatRatioPercent"),
        (MeasureType.FatMass, "fatMassKg"),
        (MeasureType.FatFreeMass, "fatFreeMassKg"),
        (MeasureType.MuscleMass, "muscleMassKg"),
        (MeasureType.BoneMass, "boneMassKg"),
        (MeasureType.Hydration, "hydrationKg"),
        (MeasureType.Bmi, "bmi"),
        (MeasureType.Resistance, "resistance50kHzOhm"),
        (MeasureType.ExtracellularResistance, "extracellularResistanceOhm"),
        (MeasureType.IntracellularResistance, "intracellularResistanceOhm"),
        (MeasureType.Pulse, "pulseBpm"),
        (MeasureType.RoomTemperature, "roomTemperatureC"),
        (MeasureType.Co2, "co2Ppm"),
    ];

    private static readonly byte[] s_heading = Encoding.ASCII.GetBytes(
        $"id,takenAt,takenAtUnix,mac,userId,user,{string.Join(',', s_columns.Select(static column => column.Heading))},other,possibleUserIds,battery,firmware,source,receivedAt,plausibleTime\r\n");

    private readonly int[] _placeOfColumn = new int[s_columns.Length];

    /// <inheritdoc/>
    public bool CanFollow => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> output) => output.Write(s_heading);

    /// <inheritdoc/>
    public void Write(StoredMeasurement measurement, IBufferWriter<byte> output)
    {
        var line = new Utf8Text(output);
        Measurement said = measurement.Measurement;
        line.Append(measurement.Id);
        line.Append(","u8);
        line.AppendUniversal(DateTimeOffset.FromUnixTimeSeconds(said.TakenAt).UtcDateTime);
        line.Append(","u8);
        line.Append(said.TakenAt);
        line.Append(","u8);
        AppendText(ref line, said.Mac);
        line.Append(","u8);
        AppendNumber(ref line, measurement.UserId);
        line.Append(","u8);
        AppendText(ref line, measurement.User);
        line.Append(","u8);
        AppendValues(ref line, said.Values);
        line.Append(","u8);
        if (measurement.UserId is null)
        {
            AppendUsers(ref line, said.UserIds);
        }

        line.Append(","u8);
        AppendNumber(ref line, measurement.Battery);
        line.Append(","u8);
        AppendText(ref line, measurement.Firmware);
        line.Append(","u8);
        AppendText(ref line, MeasurementSourceText.Of(measurement.Source));
        line.Append(","u8);
        if (measurement.ReceivedAt > DateTimeOffset.UnixEpoch)
        {
            line.AppendUniversal(measurement.ReceivedAt.UtcDateTime);
        }

        line.Append(measurement.Plausible ? ",true\r\n"u8 : ",false\r\n"u8);
        line.Finish();
    }

    private static void AppendNumber(ref Utf8Text line, long? number)
    {
        if (number is { } known)
        {
            line.Append(known);
        }
    }

    // A program of tables takes a text that begins like this for a formula, and would run it: an apostrophe makes it a text again.
    private static void AppendText(ref Utf8Text line, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        string safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        line.Append(safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe);
    }

    private static void AppendUsers(ref Utf8Text line, IReadOnlyList<long> users)
    {
        for (int i = 0; i < users.Count; i++)
        {
            line.Append(i == 0 ? ""u8 : " "u8);
            line.Append(users[i]);
        }
    }

    // Where a type comes twice, the first value has the column.
    private void AppendValues(ref Utf8Text line, IReadOnlyList<MeasuredValue> values)
    {
        Array.Fill(_placeOfColumn, -1);
        int others = 0;
        for (int i = 0; i < values.Count; i++)
        {
            int column = ColumnOf(values[i].Type);
            if (column >= 0 && _placeOfColumn[column] < 0)
            {
                _placeOfColumn[column] = i;
            }
            else
            {
                others++;
            }
        }

        foreach (int place in _placeOfColumn)
        {
            if (place >= 0)
            {
                line.Append(values[place]);
            }

            line.Append(","u8);
        }

        for (int i = 0; i < values.Count && others > 0; i++)
        {
            int column = ColumnOf(values[i].Type);
            if (column < 0 || _placeOfColumn[column] != i)
            {
                line.Append(values[i].Type);
                line.Append("="u8);
                line.Append(values[i]);
                line.Append(--others > 0 ? " "u8 : ""u8);
            }
        }
    }

    private static int ColumnOf(int type)
    {
        for (int i = 0; i < s_columns.Length; i++)
        {
            if (s_columns[i].Type == type)
            {
                return i;
            }
        }

        return -1;
    }
}
