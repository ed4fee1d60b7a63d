using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.History;

/// <summary>
/// A line of our own <c>jsonl</c>: an object in the shape of <c>measurements --json</c>. Values are taken from the two integers
/// <c>raw</c> and <c>exponent</c>, so that they come back as they went; members that are not known are passed over.
/// </summary>
internal static class JsonlRow
{
    /// <summary>The format's name.</summary>
    public const string Format = "jsonl";

    /// <summary>Values, and people, of one measurement at most.</summary>
    public const int MaxValues = 1024;

    private const string TakenAt = "takenAtUnix";

    /// <summary>Whether a text begins with a line of ours: its first object has a member that no other format has at its top.</summary>
    /// <param name="start">The beginning of the text; it may be cut anywhere.</param>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        var reader = new Utf8JsonReader(start, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && reader.ValueTextEquals(TakenAt))
                {
                    return true;
                }

                if (reader is { CurrentDepth: 0, TokenType: not JsonTokenType.StartObject })
                {
                    return false;
                }
            }
        }
        catch (JsonException)
        {
            // No JSON: some other reader will know what it is.
        }

        return false;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="row">The measurement.</param>
    /// <param name="fault">Why it is none, and what was expected.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out HistoryRow? row, [NotNullWhen(false)] out string? fault)
    {
        row = null;
        var reader = new Utf8JsonReader(line);
        try
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                fault = "expected a JSON object";
                return false;
            }

            fault = Read(document.RootElement, out row);
            return fault is null;
        }
        catch (JsonException)
        {
            fault = "this is no JSON; expected one object a line, as `scaleproxy export --format jsonl` writes them";
            return false;
        }
    }

    private static string? Read(JsonElement line, out HistoryRow? row)
    {
        row = null;
        if (Text(line, "mac") is not { } text || MacAddress.TryNormalize(text) is not { } mac)
        {
            return "expected the scale's address in \"mac\"";
        }

        if (Number(line, TakenAt) is not { } takenAt || !Measurement.IsTime(takenAt))
        {
            return $"expected unix seconds in \"{TakenAt}\"";
        }

        if (Values(line) is not { Count: > 0 } values)
        {
            return "expected \"values\", each with the whole numbers \"type\", \"raw\" and \"exponent\"";
        }

        if (UserIds(line) is not { } users)
        {
            return "expected whole numbers in \"userIds\"";
        }

        row = new HistoryRow
        {
            TakenAt = takenAt,
            PrecisionSeconds = 1,
            Values = values,
            Origin = new HistoryOrigin(
                mac,
                users,
                users is [var only] && Text(line, "user") is { Length: > 0 } name ? new ScaleUser(only, name) : null,
                Number32(line, "attribution"),
                Number32(line, "deviceType"),
                Number32(line, "battery"),
                Text(line, "firmware"),
                Text(line, "source"),
                Time(line, "receivedAt")),
        };
        return null;
    }

    private static List<MeasuredValue>? Values(JsonElement line)
    {
        if (!line.TryGetProperty("values", out JsonElement array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > MaxValues)
        {
            return null;
        }

        var values = new List<MeasuredValue>(array.GetArrayLength());
        foreach (JsonElement value in array.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Object || Number32(value, "type") is not { } type || Number(value, "raw") is not { } raw || Number32(value, "exponent") is not { } exponent)
            {
                return null;
            }

            values.Add(new MeasuredValue(type, raw, exponent));
        }

        return values;
    }

    // Older lines have the one user only.
    private static List<long>? UserIds(JsonElement line)
    {
        if (!line.TryGetProperty("userIds", out JsonElement array))
        {
            return Number(line, "userId") is { } only ? [only] : [];
        }

        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > MaxValues)
        {
            return null;
        }

        var users = new List<long>(array.GetArrayLength());
        foreach (JsonElement user in array.EnumerateArray())
        {
            if (user.ValueKind != JsonValueKind.Number || !user.TryGetInt64(out long id))
            {
                return null;
            }

            users.Add(id);
        }

        return users;
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    private static int? Number32(JsonElement from, string name) =>
        Number(from, name) is { } number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private static DateTimeOffset? Time(JsonElement from, string name) =>
        Text(from, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
