using System.Globalization;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>Counts for people.</summary>
internal static class Plural
{
    /// <summary>For example <c>1 exchange</c>, <c>12,345 exchanges</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    public static string Of(long count, string one) => Of(count, one, one + "s");

    /// <summary>For example <c>1 person</c>, <c>2 people</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for several.</param>
    public static string Of(long count, string one, string many) => count.ToString("N0", CultureInfo.InvariantCulture) + " " + (count == 1 ? one : many);
}
