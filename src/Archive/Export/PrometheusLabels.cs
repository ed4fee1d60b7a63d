using System.Globalization;
using System.Text;

namespace ScaleProxy.Archive.Export;

/// <summary>How people and scales are told apart in Prometheus' text format, between the braces.</summary>
public static class PrometheusLabels
{
    /// <summary>The labels of a person.</summary>
    /// <param name="shortName">Their short name; null where it is not known.</param>
    /// <param name="userId">The vendor's number that stands for them; null for nobody.</param>
    public static string OfPerson(string? shortName, long? userId) => string.Create(
        CultureInfo.InvariantCulture,
        $"user=\"{Escaped(shortName ?? string.Empty)}\",user_id=\"{userId}\"");

    /// <summary>The label of a scale.</summary>
    /// <param name="mac">Its address.</param>
    public static string OfScale(string mac) => $"mac=\"{Escaped(mac)}\"";

    // Backslash, quotation mark and line feed are what the format has escapes for.
    private static string Escaped(string label) => new StringBuilder(label).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").ToString();
}
