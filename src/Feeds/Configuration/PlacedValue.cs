using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ScaleProxy.Feeds.Configuration;

/// <summary>
/// A JSON value that knows where it stands, so that whoever wrote it by hand can be told where to look. A
/// <see cref="JsonDocument"/> keeps no places.
/// </summary>
/// <param name="Path">Which value: <c>feeds.mqtt[0].broker</c>; empty for the whole.</param>
/// <param name="Offset">Where it begins, bytes.</param>
/// <param name="Kind">What it is: an object or array is named by its beginning.</param>
/// <param name="Text">A string without its escapes, or a number as it was written; else empty.</param>
/// <param name="Members">An object's members, in their order.</param>
/// <param name="Items">An array's values.</param>
internal sealed record PlacedValue(
    string Path,
    int Offset,
    JsonTokenType Kind,
    string Text,
    IReadOnlyList<PlacedMember> Members,
    IReadOnlyList<PlacedValue> Items)
{
    private const int MaxDepth = 16;

    /// <summary>Reads a document. Comments, and a comma after the last value, are passed over.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <exception cref="JsonException">It is no JSON; the exception says where.</exception>
    public static PlacedValue Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth });
        reader.Read();
        PlacedValue whole = Read(ref reader, string.Empty);

        // It throws where something follows.
        reader.Read();
        return whole;
    }

    /// <summary>The line and the column, in characters, that a place in a text has; both counted from 1.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="offset">The place, bytes.</param>
    public static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> text, int offset)
    {
        ReadOnlySpan<byte> before = text[..Math.Min(offset, text.Length)];
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    private static PlacedValue Read(ref Utf8JsonReader reader, string path)
    {
        int offset = (int)reader.TokenStartIndex;
        JsonTokenType kind = reader.TokenType;
        return kind switch
        {
            JsonTokenType.StartObject => new PlacedValue(path, offset, kind, string.Empty, ReadMembers(ref reader, path), []),
            JsonTokenType.StartArray => new PlacedValue(path, offset, kind, string.Empty, [], ReadItems(ref reader, path)),
            JsonTokenType.String => new PlacedValue(path, offset, kind, reader.GetString()!, [], []),
            _ => new PlacedValue(path, offset, kind, Encoding.UTF8.GetString(reader.ValueSpan), [], []),
        };
    }

    private static List<PlacedMember> ReadMembers(ref Utf8JsonReader reader, string path)
    {
        var members = new List<PlacedMember>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            int offset = (int)reader.TokenStartIndex;
            reader.Read();
            members.Add(new PlacedMember(name, offset, Read(ref reader, path.Length == 0 ? name : $"{path}.{name}")));
        }

        return members;
    }

    private static List<PlacedValue> ReadItems(ref Utf8JsonReader reader, string path)
    {
        var items = new List<PlacedValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref reader, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]")));
        }

        return items;
    }
}
