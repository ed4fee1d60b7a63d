using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// Finds values in the text of a JSON document, so that single ones can be cut or replaced there. The document is never
/// parsed and written again: order, escapes and the spelling of numbers stay the vendor's.
/// </summary>
public static class JsonPlaces
{
    /// <summary>Objects and lists in one another, at most.</summary>
    internal const int MaxDepth = 32;

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

    /// <summary>The value of one path, without noting all the others.</summary>
    /// <param name="json">The document.</param>
    /// <param name="path">As <see cref="JsonPlace.Path"/> spells it: <c>body.once</c>. Of two members of a name the first counts.</param>
    /// <returns>Null where there is none, or the text is not JSON.</returns>
    public static JsonPlace? Find(ReadOnlySpan<byte> json, string path)
    {
        if (path.Contains('[', StringComparison.Ordinal))
        {
            return FirstOf(Find(json), path);
        }

        JsonPlace? found = null;
        new JsonPaths(path).FindIn(json, new Span<JsonPlace?>(ref found));
        return found;
    }

    /// <summary>What the value says: a text without its escapes, anything else as it is spelled.</summary>
    /// <param name="json">The document.</param>
    /// <param name="place">A place as <see cref="Find(ReadOnlySpan{byte})"/> gave it for this very text.</param>
    public static string TextOf(ReadOnlySpan<byte> json, JsonPlace place)
    {
        if (place.Type != JsonTokenType.String)
        {
            return Encoding.UTF8.GetString(json[place.Start..place.End]);
        }

        var reader = new Utf8JsonReader(json[(place.Start - 1)..(place.End + 1)]);
        reader.Read();
        return Unescaped(ref reader);
    }

    /// <summary>The document without one member or element, and without the comma that went with it.</summary>
    /// <param name="json">The document.</param>
    /// <param name="place">What to take out, as <see cref="Find(ReadOnlySpan{byte})"/> gave it for this very text; not the document itself.</param>
    /// <exception cref="ArgumentException">The place is the whole document: nothing would be left.</exception>
    public static byte[] Remove(ReadOnlySpan<byte> json, JsonPlace place)
    {
        Range range = MemberRange(json, place);
        return [.. json[..range.Start], .. json[range.End..]];
    }

    /// <summary>What goes with a member or an element that is taken out: its name, and one of the commas beside it.</summary>
    /// <param name="json">The document.</param>
    /// <param name="place">A place as <see cref="Find(ReadOnlySpan{byte})"/> gave it for this very text, not the root itself.</param>
    /// <exception cref="ArgumentException">The place is the whole document: nothing would be left.</exception>
    public static Range MemberRange(ReadOnlySpan<byte> json, JsonPlace place)
    {
        int start = place.MemberStart;
        int end = place.MemberEnd;
        int space = json[end..].IndexOfAnyExcept(" \t\r\n"u8);
        if (space < 0)
        {
            throw new ArgumentException("a whole document cannot be taken out of itself; name a member or an element", nameof(place));
        }

        if (json[end + space] == ',')
        {
            end += space + 1;
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

        return start..end;
    }

    private static JsonPlace? FirstOf(IReadOnlyList<JsonPlace> places, string path)
    {
        foreach (JsonPlace place in places)
        {
            if (place.Path == path)
            {
                return place;
            }
        }

        return null;
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
                string member = (path.Length == 0 ? string.Empty : path + ".") + Unescaped(ref reader);
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

    /// <summary>Whether the name at hand is this one.</summary>
    internal static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.SequenceEqual(name);
        }

        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // No Unicode text, as below: a name of its own.
            return false;
        }
    }

    /// <summary>What the name or text at hand says, without its escapes.</summary>
    internal static string Unescaped(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // No Unicode text (half a surrogate pair, a Latin-1 letter): one odd name must not hide the fields beside it.
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }
}
