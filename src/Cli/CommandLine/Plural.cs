using System.Globalization;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>Counts for people.</summary>
internal static class Plural
{
    /// <summary>For example <c>1 exchange</c>, <c>12,345 exchanges</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    public static string Of(long count, string one) =>
        count.ToString("N0", CultureInfo.InvariantCulture) + " " + one + (count == 1 ? string.Empty : "s");
}
