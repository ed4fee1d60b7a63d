using System.Globalization;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.People;

/// <summary>Reads what is said of a person on the command line. Each throws a <see cref="UserException"/> that names the option.</summary>
internal static class PersonValue
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
    public static string Name(string option, string text) =>
        text.Trim() is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl)
            ? name
            : throw new UserException($"{option}: give a name of 1 to {LongestName} characters");

    /// <summary>What scales show.</summary>
    public static string ShortName(string option, string text) =>
        Model.People.ShortName.Read(text)
        ?? throw new UserException($"{option}: '{text}' cannot be shown by a scale; give up to {Model.People.ShortName.MaxLength} letters or digits, like ANN");

    /// <summary>A height: <c>172.7</c>, <c>172.7cm</c>, <c>1.727</c> or <c>1.727m</c>.</summary>
    /// <returns>mm.</returns>
    public static int Height(string option, string text)
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

        throw new UserException($"{option}: '{text}' is nobody's height; give centimetres or metres, like 172.7 or 1.727");
    }

    /// <summary>A birth date.</summary>
    public static DateOnly BirthDate(string option, string text, DateTimeOffset now) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
        && date >= s_earliestBirth && date <= DateOnly.FromDateTime(now.UtcDateTime)
            ? date
            : throw new UserException($"{option}: '{text}' is nobody's birth date; give year, month and day, like 1980-12-31");

    /// <summary>A sex.</summary>
    public static Model.People.Sex Sex(string option, string text) => text.ToUpperInvariant() switch
    {
        "MALE" or "M" => Model.People.Sex.Male,
        "FEMALE" or "F" => Model.People.Sex.Female,
        _ => throw new UserException($"{option}: '{text}' is neither male nor female, and the formulas know no other; leave it out to have no fat worked out"),
    };

    /// <summary>A formula's name.</summary>
    public static string FatFormula(string option, string text) =>
        Model.Body.FatFormula.Find(text)?.Name
        ?? throw new UserException($"{option}: '{text}' is no formula; give one of {string.Join(", ", Model.Body.FatFormula.All.Select(formula => formula.Name))}");

    /// <summary>A weight in kilograms.</summary>
    /// <returns>g.</returns>
    public static int Grams(string option, string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal kilograms) && kilograms is >= LightestKilograms and <= HeaviestKilograms
            ? (int)decimal.Round(kilograms * 1000)
            : throw new UserException($"{option}: '{text}' is nobody's weight; give kilograms, like 64.5");

    /// <summary>A vendor's number for a person, as large as a scale has room for.</summary>
    public static long VendorId(string option, string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0
            ? id
            : throw new UserException($"{option}: '{text}' is no number of the vendor's; `scaleproxy users list` shows those that are known");
}
