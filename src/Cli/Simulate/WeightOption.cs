using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Simulate;

/// <summary>An option that takes weights in kilograms, exactly, and may be given several times.</summary>
internal static class WeightOption
{
    // No scale of this kind holds more.
    private const decimal Heaviest = 300;
    private const int Grams = -3;

    /// <summary>Makes the option.</summary>
    public static Option<MeasuredValue[]> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "KG",
        CustomParser = result => [.. result.Tokens.Select(token => Read(result, name, token.Value))],
    };

    private static MeasuredValue Read(ArgumentResult result, string name, string text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal kilograms)
            && kilograms is > 0 and <= Heaviest && decimal.IsInteger(kilograms * 1000))
        {
            return new MeasuredValue(MeasureType.Weight, (long)(kilograms * 1000), Grams);
        }

        result.AddError($"{name}: '{text}' is no weight; give kilograms, to the gram and 300 at most, like 77.11");
        return default;
    }
}
