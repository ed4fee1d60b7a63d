using System.Globalization;
using System.Text.Json;

namespace ScaleProxy.Archive.Export;

/// <summary>Values as scripts rely on them, in every JSON document of the program.</summary>
public static class JsonValues
{
    /// <summary>A moment in ISO 8601, UTC; null where it is not known.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (time <= DateTimeOffset.UnixEpoch)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A number, or null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, long? value)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
