using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// All that the learner wants to know of a reply's body, read in one go: what <see cref="ReplyFields.StatusOf"/>,
/// <see cref="ReplyFields.TextOf"/> and <see cref="ReplyFields.UsersOf"/> say of it, each of which goes through the whole body.
/// </summary>
internal struct ReplyFacts
{
    private bool _hasStatus;
    private bool _hasOnce;
    private bool _hasSessionId;
    private List<ScaleUser>? _users;

    /// <summary>The JSON <c>status</c>; null where there is none.</summary>
    public int? Status { get; private set; }

    /// <summary><c>body.once</c>; null where there is none.</summary>
    public string? Once { get; private set; }

    /// <summary><c>body.sessionid</c>; null where there is none.</summary>
    public string? SessionId { get; private set; }

    /// <summary>The people of <c>body.sp.users</c>, in their order.</summary>
    public readonly IReadOnlyList<ScaleUser> Users => _users is { } users ? users : [];

    /// <summary>Reads the body of a reply. What is no JSON says nothing.</summary>
    public static ReplyFacts Of(ReadOnlySpan<byte> body)
    {
        var facts = default(ReplyFacts);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonPlaces.MaxDepth });
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                facts.ReadRoot(ref reader, body);
            }

            reader.Skip();
            return reader.Read() ? default : facts;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    // Each of these goes from the beginning of an object to its end. Of two members of a name the first counts. Skip goes to the
    // end of a member from wherever in it the reader is.
    private void ReadRoot(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        while (NextMember(ref reader))
        {
            if (!_hasStatus && JsonPlaces.IsNamed(ref reader, "status"u8))
            {
                _hasStatus = true;
                reader.Read();
                Status = reader.TokenType == JsonTokenType.Number && Utf8Parser.TryParse(reader.ValueSpan, out int status, out int used) && used == reader.ValueSpan.Length ? status : null;
            }
            else if (Enters(ref reader, "body"u8))
            {
                ReadBody(ref reader, body);
            }

            reader.Skip();
        }
    }

    private void ReadBody(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        while (NextMember(ref reader))
        {
            if (!_hasOnce && JsonPlaces.IsNamed(ref reader, "once"u8))
            {
                _hasOnce = true;
                Once = ReadText(ref reader, body);
            }
            else if (!_hasSessionId && JsonPlaces.IsNamed(ref reader, "sessionid"u8))
            {
                _hasSessionId = true;
                SessionId = ReadText(ref reader, body);
            }
            else if (_users is null && Enters(ref reader, "sp"u8))
            {
                ReadPeople(ref reader);
            }

            reader.Skip();
        }
    }

    private void ReadPeople(ref Utf8JsonReader reader)
    {
        while (NextMember(ref reader))
        {
            if (_users is null && JsonPlaces.IsNamed(ref reader, "users"u8))
            {
                reader.Read();
                _users = ReadUsers(ref reader);
            }

            reader.Skip();
        }
    }

    private static List<ScaleUser> ReadUsers(ref Utf8JsonReader reader)
    {
        var users = new List<ScaleUser>();
        bool isList = reader.TokenType == JsonTokenType.StartArray;
        while (isList && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && ReadUser(ref reader) is { } user)
            {
                users.Add(user);
            }

            reader.Skip();
        }

        return users;
    }

    // A user without an id is nobody.
    private static ScaleUser? ReadUser(ref Utf8JsonReader reader)
    {
        long? id = null;
        string? name = null;
        while (NextMember(ref reader))
        {
            if (id is null && JsonPlaces.IsNamed(ref reader, "id"u8))
            {
                reader.Read();
                id = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? number : null;
            }
            else if (name is null && JsonPlaces.IsNamed(ref reader, "sn"u8))
            {
                reader.Read();
                name = reader.TokenType == JsonTokenType.String ? JsonPlaces.Unescaped(ref reader) : null;
            }

            reader.Skip();
        }

        return id is { } known ? new ScaleUser(known, name ?? string.Empty) : null;
    }

    // At a name: what its value says, a text without its escapes, anything else as it is spelled.
    private static string? ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
        {
            return reader.TokenType == JsonTokenType.Null ? null : JsonPlaces.Unescaped(ref reader);
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(body[start..(int)reader.BytesConsumed]);
    }

    // At an object, or at the end of one of its members.
    private static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    // At a name: whether it is this one, and its value an object, which the reader is at then.
    private static bool Enters(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        JsonPlaces.IsNamed(ref reader, name) && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
}
