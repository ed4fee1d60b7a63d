using System.Text;
using ScaleProxy.Capture.Files;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture.History;

/// <summary>
/// Reads what other programs, the vendor, or another archive of ours export: one measurement a line, handed on as it is
/// read, so that a million lines take no more memory than one. A line that is no measurement is named and passed over.
/// </summary>
internal sealed class HistoryReader(string name, CaptureOptions options, CaptureTally tally, Handover handover, CancellationToken cancellation)
{
    // More than any export's headings are long.
    private const int MaxHeadingBytes = 8 * 1024;

    private const string OneOfOurs = "expected a line of `scaleproxy export --format jsonl`";

    private readonly List<MeasuredValue> _values = [];

    // Null where it is no table, but lines of JSON.
    private HistoryTable? _table;

    /// <summary>The format of a text, by how it begins; null where it is no export. Nothing is taken from it.</summary>
    /// <param name="window">The text.</param>
    public string? Recognise(FileWindow window)
    {
        window.Ensure(MaxHeadingBytes);
        ReadOnlySpan<byte> start = window.Available[..Math.Min(window.Available.Length, MaxHeadingBytes)];
        int end = start.IndexOf((byte)'\n');
        _table = HistoryTable.TryRead(end < 0 ? start : start[..end]);
        return _table?.Format ?? (JsonlRow.Begins(start) ? JsonlRow.Format : null);
    }

    /// <summary>Reads a text that was recognised to its end.</summary>
    /// <param name="window">The text.</param>
    /// <exception cref="CaptureException">It cannot be read any further; what was before that was handed over.</exception>
    public void Read(FileWindow window)
    {
        tally.IsExport = true;
        if (_table is { } table)
        {
            ReadTable(new CsvReader(window, table.Delimiter), table);
        }
        else
        {
            ReadLines(window);
        }
    }

    private void ReadLines(FileWindow window)
    {
        var lines = new LineReader(window);
        while (lines.TryRead(out ReadOnlySpan<byte> line, out bool isTooLong))
        {
            cancellation.ThrowIfCancellationRequested();
            if (isTooLong)
            {
                PassOver(lines.Line, $"it is longer than {LineReader.MaxLineBytes} bytes; {OneOfOurs}");
            }
            else if (JsonlRow.TryRead(line, out HistoryRow? row, out string? fault))
            {
                HandOver(row);
            }
            else if (!line.IsEmpty)
            {
                PassOver(lines.Line, fault);
            }
        }
    }

    private void ReadTable(CsvReader csv, HistoryTable table)
    {
        long[] notKept = new long[table.Columns.Length];
        csv.TryRead();
        while (csv.TryRead())
        {
            cancellation.ThrowIfCancellationRequested();
            if (csv.Fault is { } fault)
            {
                PassOver(csv.Line, fault);
            }
            else if (!(csv.Count == 1 && csv[0].IsEmpty) && ReadRecord(csv, table, notKept) is { } row)
            {
                HandOver(row);
            }
        }

        for (int i = 0; i < notKept.Length; i++)
        {
            if (notKept[i] > 0)
            {
                tally.Warn($"{name}: \"{Printable.Of(table.Columns[i].Heading)}\" was not kept ({notKept[i]} times): there is no place for it");
            }
        }
    }

    private HistoryRow? ReadRecord(CsvReader csv, HistoryTable table, long[] notKept)
    {
        ReadOnlySpan<byte> date = csv[table.Date];
        ReadOnlySpan<byte> time = table.Time < 0 ? default : csv[table.Time];
        if (!LocalTime.TryParse(date, time, table.SlashesAreDayFirst, options.TimeZone, out LocalTime at))
        {
            PassOver(csv.Line, $"'{Shown(date)}{(time.IsEmpty ? "" : " " + Shown(time))}' is no time; expected {LocalTime.Expected}");
            return null;
        }

        if (!TryReadNumber(csv, table, table.Weight, out MeasuredValue weight) || weight.Raw <= 0)
        {
            PassOver(csv.Line, $"'{Shown(csv[table.Weight])}' is no weight; expected a number like 77.1 or 77,1 under \"{Printable.Of(table.Columns[table.Weight].Heading)}\"");
            return null;
        }

        _values.Clear();
        for (int i = 0; i < table.Columns.Length; i++)
        {
            HistoryColumn column = table.Columns[i];
            ReadOnlySpan<byte> field = csv[i].Trim((byte)' ');
            if (field.IsEmpty || column.Role is ColumnRole.Date or ColumnRole.Time)
            {
                continue;
            }

            bool isNumber = TryReadNumber(csv, table, i, out MeasuredValue value);
            if (isNumber && value.Raw == 0)
            {
                // How exports say that nothing was measured.
                continue;
            }

            if (column.Role == ColumnRole.NotKept)
            {
                notKept[i]++;
                continue;
            }

            if (!isNumber || (column.Role == ColumnRole.PercentOfWeight && !TryTakePercent(weight, ref value)))
            {
                PassOver(csv.Line, $"'{Shown(field)}' is no number; expected one like 12.3 or 12,3 under \"{Printable.Of(column.Heading)}\"");
                return null;
            }

            _values.Add(value);
        }

        if (at.IsSkipped)
        {
            tally.Warn($"{name}:{csv.Line}: the clock of {options.TimeZone.Id} skipped {Shown(date)}; it was read by the clock of the day before. Is --timezone right?");
        }

        return new HistoryRow
        {
            TakenAt = at.First,
            OrTakenAt = at.Second,
            PrecisionSeconds = at.PrecisionSeconds,
            Values = [.. _values],
            WeightTolerance = HalfOfLastDigit(csv[table.Weight], table.Columns[table.Weight].Unit),
        };
    }

    private static bool TryReadNumber(CsvReader csv, HistoryTable table, int column, out MeasuredValue value)
    {
        ColumnUnit unit = table.Columns[column].Unit;
        bool isNumber = DecimalField.TryParse(csv[column], out long raw, out int exponent) && unit.TryConvert(ref raw, ref exponent);
        value = new MeasuredValue(table.Columns[column].Type, raw, exponent);
        return isNumber;
    }

    // A percentage of an exact weight is exact.
    private static bool TryTakePercent(MeasuredValue weight, ref MeasuredValue percent)
    {
        long raw = percent.Raw;
        int exponent = percent.Exponent;
        bool fits = new ColumnUnit(weight.Raw, weight.Exponent - 2).TryConvert(ref raw, ref exponent);
        percent = percent with { Raw = raw, Exponent = exponent };
        return fits;
    }

    private static MeasuredValue? HalfOfLastDigit(ReadOnlySpan<byte> field, ColumnUnit unit)
    {
        long half = 5;
        return DecimalField.TryParse(field, out _, out int exponent) && --exponent < 0 && unit.TryConvert(ref half, ref exponent)
            ? new MeasuredValue(MeasureType.Weight, half, exponent)
            : null;
    }

    private void HandOver(HistoryRow row)
    {
        tally.Rows++;
        handover.Tell(row);
    }

    private void PassOver(long line, string fault)
    {
        tally.BadLines++;
        tally.Warn($"{name}:{line}: {fault}; the line was passed over");
    }

    private static string Shown(ReadOnlySpan<byte> field) => Printable.Of(Encoding.UTF8.GetString(field[..Math.Min(field.Length, Printable.MaxLength)]));
}
