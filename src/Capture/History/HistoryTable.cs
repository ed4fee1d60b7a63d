using System.Text;
using ScaleProxy.Capture.Files;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.History;

/// <summary>
/// What the headings of a CSV say: whose export it is, and what is in which column.
/// <para>
/// The vendor's <c>weight.csv</c> has the unit in the heading, and the account's language. English in kg and lb, and German, are as other
/// programs read them from real exports, <c>Fettfreier Anteil</c> from one of 2014; the French ones were not seen in a real export.
/// </para>
/// <para>
/// openScale has bare names and fixed units: kg, and percent for fat, water and muscle. Before version 3 it wrote <c>dateTime</c> and
/// names like <c>fat</c>, <c>lbm</c> (first <c>lbw</c>); since then <c>DATE</c>, <c>TIME</c> and names like <c>BODY_FAT</c>. What it
/// wrote before 2018, without headings, is not told apart from any other table.
/// </para>
/// </summary>
internal sealed class HistoryTable
{
    /// <summary>The format of the vendor's export.</summary>
    public const string Withings = "withings csv";

    /// <summary>The format of openScale's export.</summary>
    public const string OpenScale = "openscale csv";

    private HistoryTable(string format, byte delimiter, HistoryColumn[] columns, bool slashesAreDayFirst)
    {
        Format = format;
        Delimiter = delimiter;
        Columns = columns;
        SlashesAreDayFirst = slashesAreDayFirst;
        Weight = Array.FindIndex(columns, static column => column.Type == MeasureType.Weight);
        Date = Array.FindIndex(columns, static column => column.Role == ColumnRole.Date);
        Time = Array.FindIndex(columns, static column => column.Role == ColumnRole.Time);
    }

    /// <summary>Whose export it is.</summary>
    public string Format { get; }

    /// <summary>What stands between fields.</summary>
    public byte Delimiter { get; }

    /// <summary>Every column, in order.</summary>
    public HistoryColumn[] Columns { get; }

    /// <summary>Which column has the weight.</summary>
    public int Weight { get; }

    /// <summary>Which column has the date.</summary>
    public int Date { get; }

    /// <summary>Which column has the time of day; negative where it stands with the date.</summary>
    public int Time { get; }

    /// <summary>
    /// <c>03/04/2026</c> is the third of April, as French has it. In another language it may as well be the fourth of March, so it is no date there.
    /// </summary>
    public bool SlashesAreDayFirst { get; }

    /// <summary>Understands a line of headings; null where it is none of an export's.</summary>
    /// <param name="line">The first line of the text.</param>
    public static HistoryTable? TryRead(ReadOnlySpan<byte> line)
    {
        foreach (byte delimiter in ",;\t"u8)
        {
            string[] headings = Fields(line, delimiter);
            if (headings.Length > 1 && (OfVendor(headings, delimiter) ?? OfOpenScale(headings, delimiter)) is { } table)
            {
                return table;
            }
        }

        return null;
    }

    private static string[] Fields(ReadOnlySpan<byte> line, byte delimiter)
    {
        var reader = new CsvReader(new FileWindow(new MemoryStream(line.ToArray()), line.Length), delimiter);
        if (!reader.TryRead() || reader.Fault is not null)
        {
            return [];
        }

        var fields = new string[reader.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = Encoding.UTF8.GetString(reader[i]).Trim();
        }

        return fields;
    }

    private static HistoryTable? OfVendor(string[] headings, byte delimiter) =>
        Made(Withings, delimiter, Array.ConvertAll(headings, VendorColumn), slashesAreDayFirst: Array.Exists(headings, static heading => heading.StartsWith("poids", StringComparison.OrdinalIgnoreCase)));

    private static HistoryTable? OfOpenScale(string[] headings, byte delimiter) =>
        Made(OpenScale, delimiter, Array.ConvertAll(headings, OpenScaleColumn), slashesAreDayFirst: false);

    // One date and one weight make it an export.
    private static HistoryTable? Made(string format, byte delimiter, HistoryColumn[] columns, bool slashesAreDayFirst) =>
        columns.Count(static column => column.Role == ColumnRole.Date) == 1 && columns.Count(static column => column.Type == MeasureType.Weight) == 1
            ? new HistoryTable(format, delimiter, columns, slashesAreDayFirst)
            : null;

    private static HistoryColumn VendorColumn(string heading)
    {
        string lower = heading.ToLowerInvariant();
        if (lower is "date" or "datum")
        {
            return new HistoryColumn(heading, ColumnRole.Date, 0, ColumnUnit.Own);
        }

        int open = lower.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !lower.EndsWith(')'))
        {
            return NotKept(heading);
        }

        int type = lower[..open].TrimEnd() switch
        {
            "weight" or "gewicht" or "poids" => MeasureType.Weight,
            "fat mass" or "fettmasse" or "masse grasse" => MeasureType.FatMass,
            "bone mass" or "knochenmasse" or "masse osseuse" => MeasureType.BoneMass,
            "muscle mass" or "muskelmasse" or "masse musculaire" => MeasureType.MuscleMass,
            "hydration" or "wasseranteil" or "hydratation" or "masse hydrique" => MeasureType.Hydration,
            "fat free mass" or "fat-free mass" or "lean mass" or "fettfreier anteil" or "fettfreie masse" or "masse maigre" => MeasureType.FatFreeMass,
            _ => 0,
        };
        ReadOnlySpan<char> unit = lower.AsSpan(open + 1).TrimEnd(')').Trim();
        return type == MeasureType.FatMass && unit is "%" ? new HistoryColumn(heading, ColumnRole.Value, MeasureType.FatRatio, ColumnUnit.Own)
            : type != 0 && ColumnUnit.OfMass(unit) is { } mass ? new HistoryColumn(heading, ColumnRole.Value, type, mass)
            : NotKept(heading);
    }

    private static HistoryColumn OpenScaleColumn(string heading) => heading.ToLowerInvariant() switch
    {
        "datetime" or "date" => new(heading, ColumnRole.Date, 0, ColumnUnit.Own),
        "time" => new(heading, ColumnRole.Time, 0, ColumnUnit.Own),
        "weight" => new(heading, ColumnRole.Value, MeasureType.Weight, ColumnUnit.Own),
        "fat" or "body_fat" => new(heading, ColumnRole.Value, MeasureType.FatRatio, ColumnUnit.Own),
        "water" => new(heading, ColumnRole.PercentOfWeight, MeasureType.Hydration, ColumnUnit.Own),
        "muscle" => new(heading, ColumnRole.PercentOfWeight, MeasureType.MuscleMass, ColumnUnit.Own),
        "bone" => new(heading, ColumnRole.Value, MeasureType.BoneMass, ColumnUnit.Own),
        "lbm" or "lbw" => new(heading, ColumnRole.Value, MeasureType.FatFreeMass, ColumnUnit.Own),
        "heart_rate" => new(heading, ColumnRole.Value, MeasureType.Pulse, ColumnUnit.Own),
        _ => NotKept(heading),
    };

    private static HistoryColumn NotKept(string heading) => new(heading, ColumnRole.NotKept, 0, ColumnUnit.Own);
}
