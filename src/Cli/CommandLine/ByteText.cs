using System.Globalization;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>Sizes for people.</summary>
internal static class ByteText
{
    private static readonly string[] s_units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>For example <c>8.7 KB</c>.</summary>
    /// <param name="bytes">A size in bytes.</param>
    public static string Of(long bytes)
    {
        double size = bytes;
        int unit = 0;
        while (size >= 1000 && unit < s_units.Length - 1)
        {
            size /= 1000;
            unit++;
        }

        return size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + s_units[unit];
    }
}
