using System.Globalization;

namespace ScaleProxy.Model.People;

/// <summary>
/// Reads what an owner says of a person, on the command line or the page. Each throws a <see cref="PersonValueException"/> that
/// says what is wrong, and what would be right.
/// </summary>
public static class PersonValue
{
    private const int LongestName = 64;
    private const int SmallestMillimetres = 500;
    private const int TallestMillimetres = 2500;

    // What is less is metres, what is more centimetres, where no unit is given.
    private const decimal MetresBelow = 3;
    private const decimal LightestKilograms = 1;
    private const decimal HeaviestKilograms = 300;

    private static readonly DateOnly s_earliestBirth = new(1880, 1, 1);

    /// <summary>A name.</summary>
    public static string Name(string text) =>
        text.Trim() is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl)
            ? name
            : throw new PersonValueException($"give a name of 1 to {LongestName} characters");

    /// <summary>What scales show.</summary>
    public static string ShortName(string text) =>
        People.ShortName.Read(text)
        ?? throw new PersonValueException($"'{text}' cannot be shown by a scale; give up to {People.ShortName.MaxLength} letters or digits, like ANN");

    /// <summary>A height: <c>172.7</c>, <c>172.7cm</c>, <c>1.727</c> or <c>1.727m</c>.</summary>
    /// <returns>mm.</returns>
    public static int Height(string text)
    {
        bool centimetres = text.EndsWith("cm", StringComparison.OrdinalIgnoreCase);
        bool metres = !centimetres && text.EndsWith('m');
        string number = centimetres ? text[..^2] : metres ? text[..^1] : text;
        if (decimal.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal height) && height <= TallestMillimetres)
        {
            metres |= !centimetres && height < MetresBelow;
            decimal millimetres = decimal.Round(height * (metres ? 1000 : 10));
            if (millimetres is >= SmallestMillimetres and <= TallestMillimetres)
            {
                return (int)millimetres;
            }
        }

        throw new PersonValueException($"'{text}' is nobody's height; give centimetres or metres, like 172.7 or 1.727");
    }

    /// <summary>A birth date.</summary>
    public static DateOnly BirthDate(string text, DateTimeOffset now) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
        && date >= s_earliestBirth && date <= DateOnly.FromDateTime(now.UtcDateTime)
            ? date
            : throw new PersonValueException($"'{text}' is nobody's birth date; give year, month and day, like 1980-12-31");

    /// <summary>A sex.</summary>
    public static Sex Sex(string text) => text.ToUpperInvariant() switch
    {
        "MALE" or "M" => People.Sex.Male,
        "FEMALE" or "F" => People.Sex.Female,
        _ => throw new PersonValueException($"'{text}' is neither male nor female, and the formulas know no other; leave it out to have no fat worked out"),
    };

    /// <summary>A formula's name.</summary>
    public static string FatFormula(string text) =>
        Body.FatFormula.Find(text)?.Name
        ?? throw new PersonValueException($"'{text}' is no formula; give one of {string.Join(", ", Body.FatFormula.All.Select(formula => formula.Name))}");

    /// <summary>A weight in kilograms.</summary>
    /// <returns>g.</returns>
    public static int Grams(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal kilograms) && kilograms is >= LightestKilograms and <= HeaviestKilograms
            ? (int)decimal.Round(kilograms * 1000)
            : throw new PersonValueException($"'{text}' is nobody's weight; give kilograms, like 64.5");

    /// <summary>A vendor's number for a person, as large as a scale has room for.</summary>
    public static long VendorId(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0
            ? id
            : throw new PersonValueException($"'{text}' is no number of the vendor's; `scaleproxy users list` shows those that are known");
}
