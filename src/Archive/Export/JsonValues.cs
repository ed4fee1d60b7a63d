using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ScaleProxy.Archive.Export;

/// <summary>How the program writes values as JSON, wherever it does.</summary>
public static class JsonValues
{
    /// <summary>One line, and every letter as itself.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A moment in ISO 8601, UTC; null where it is not known.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="name">The property.</param>
    /// <param name="time">The moment; the unix epoch, or before it, where it is not known.</param>
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
    /// <param name="json">Takes it.</param>
    /// <param name="name">The property.</param>
    /// <param name="value">The number.</param>
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
