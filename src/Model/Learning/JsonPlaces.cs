using System.Globalization;
using System.Text.Json;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// Finds values in the text of a JSON document, so that single ones can be cut or replaced there. The document is never
/// parsed and written again: order, escapes and the spelling of numbers stay the vendor's.
/// </summary>
public static class JsonPlaces
{
    private const int MaxDepth = 32;

    /// <summary>Every value of the document, members and elements before what they hold.</summary>
    /// <param name="json">The document.</param>
    /// <returns>Empty where it is not JSON.</returns>
    public static IReadOnlyList<JsonPlace> Find(ReadOnlySpan<byte> json)
    {
        var places = new List<JsonPlace>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (reader.Read())
            {
                Visit(ref reader, string.Empty, (int)reader.TokenStartIndex, places);
            }

            return reader.Read() ? [] : places;
        }
        catch (JsonException)
        {
            // What is no JSON has no fields to renew; it is sent as it was learned.
            return [];
        }
    }

    /// <summary>The document without one member or element, and without the comma that went with it.</summary>
    /// <param name="json">The document.</param>
    /// <param name="place">What to take out, as <see cref="Find"/> gave it for this very text.</param>
    public static byte[] Remove(ReadOnlySpan<byte> json, JsonPlace place)
    {
        int start = place.MemberStart;
        int end = place.MemberEnd;
        int after = end + json[end..].IndexOfAnyExcept(" \t\r\n"u8);
        if (json[after] == ',')
        {
            end = after + 1;
            end += json[end..].IndexOfAnyExcept(" \t\r\n"u8);
        }
        else
        {
            int before = json[..start].LastIndexOfAnyExcept(" \t\r\n"u8);
            if (json[before] == ',')
            {
                start = before;
            }
        }

        return [.. json[..start], .. json[end..]];
    }

    private static void Visit(ref Utf8JsonReader reader, string path, int memberStart, List<JsonPlace> places)
    {
        int quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
        int start = (int)reader.TokenStartIndex + quote;
        JsonTokenType type = reader.TokenType;
        int index = places.Count;
        places.Add(default);
        if (type == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int name = (int)reader.TokenStartIndex;
                string member = (path.Length == 0 ? string.Empty : path + ".") + reader.GetString();
                reader.Read();
                Visit(ref reader, member, name, places);
            }
        }
        else if (type == JsonTokenType.StartArray)
        {
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                Visit(ref reader, path + "[" + i.ToString(CultureInfo.InvariantCulture) + "]", (int)reader.TokenStartIndex, places);
            }
        }

        places[index] = new JsonPlace(path, memberStart, start, (int)reader.BytesConsumed - quote, type);
    }
}
