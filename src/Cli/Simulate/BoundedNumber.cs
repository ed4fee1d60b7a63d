using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ScaleProxy.Cli.Simulate;

/// <summary>Options that take a whole number within bounds; anything else is a wrong command line.</summary>
internal static class BoundedNumber
{
    /// <summary>An option that is a number even where it is not given.</summary>
    public static Option<int> Option(string name, string description, string helpName, int normally, int least, int most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => normally,
        CustomParser = result => Read(result, name, least, most) ?? normally,
    };

    /// <summary>An option that is null where it is not given.</summary>
    public static Option<int?> Optional(string name, string description, string helpName, int least, int most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Read(result, name, least, most),
    };

    private static int? Read(ArgumentResult result, string name, int least, int most)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        string bounds = most == int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{least} or more") : string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        result.AddError($"{name}: '{text}' is not a whole number, {bounds}");
        return null;
    }
}
