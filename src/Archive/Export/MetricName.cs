using System.Globalization;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>A type's name in letters, digits and underscores, as time-series databases want it.</summary>
public static class MetricName
{
    /// <summary>For example <c>resistance_at_50_khz</c>; <c>type_999</c> where the type has no name.</summary>
    /// <param name="type">The vendor's number.</param>
    public static string Of(int type)
    {
        string name = MeasureType.NameOf(type);
        if (name == type.ToString(CultureInfo.InvariantCulture))
        {
            return type < 0 ? string.Create(CultureInfo.InvariantCulture, $"type_minus_{-(long)type}") : "type_" + name;
        }

        return string.Create(name.Length, name, static (metric, name) =>
        {
            for (int i = 0; i < name.Length; i++)
            {
                metric[i] = char.IsAsciiLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_';
            }
        });
    }

    /// <summary>The type that a metric's name means; null where it is no type that has a name.</summary>
    /// <param name="metric">For example <c>fat_ratio</c>.</param>
    public static int? TypeOf(string metric)
    {
        foreach (int type in MeasureType.Named)
        {
            if (Of(type) == metric)
            {
                return type;
            }
        }

        return null;
    }
}
