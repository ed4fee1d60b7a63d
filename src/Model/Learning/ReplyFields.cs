using System.Buffers.Text;
using System.Text.Json;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>What stands in the body of a vendor's reply, and which of it must be renewed when it is given again.</summary>
public static class ReplyFields
{
    /// <summary>The path of the list of people in a session reply.</summary>
    internal const string UserList = "body.sp.users";

    private const string Users = UserList + "[";

    /// <summary>The JSON <c>status</c> of a reply; null where its body has none.</summary>
    /// <param name="body">The reply's body.</param>
    public static int? StatusOf(ReadOnlySpan<byte> body) => StatusAt(body, JsonPlaces.Find(body, "status"));

    /// <summary>As <see cref="StatusOf"/>, where its place is known.</summary>
    internal static int? StatusAt(ReadOnlySpan<byte> body, JsonPlace? found) =>
        found is { Type: JsonTokenType.Number } place
        && Utf8Parser.TryParse(body[place.Start..place.End], out int status, out int used) && used == place.End - place.Start ? status : null;

    /// <summary>What a field says, without escapes; null where there is none of that path, or it is <c>null</c>.</summary>
    /// <param name="body">The reply's body.</param>
    /// <param name="path">For example <c>body.once</c>.</param>
    public static string? TextOf(ReadOnlySpan<byte> body, string path) => TextAt(body, JsonPlaces.Find(body, path));

    /// <summary>As <see cref="TextOf"/>, where its place is known.</summary>
    internal static string? TextAt(ReadOnlySpan<byte> body, JsonPlace? found) =>
        found is { Type: not JsonTokenType.Null } place ? JsonPlaces.TextOf(body, place) : null;

    /// <summary>The people that a session reply names, in its order.</summary>
    /// <param name="body">The reply's body.</param>
    public static IReadOnlyList<ScaleUser> UsersOf(ReadOnlySpan<byte> body) => UsersAt(body, JsonPlaces.Find(body, UserList));

    /// <summary>As <see cref="UsersOf"/>, where the place of <see cref="UserList"/> is known.</summary>
    internal static IReadOnlyList<ScaleUser> UsersAt(ReadOnlySpan<byte> body, JsonPlace? found) => ListAt<ScaleUser>(body, found, ReadUser);

    /// <summary>What a session reply says of the people it names, in its order. A user without an id is nobody.</summary>
    /// <param name="body">The reply's body.</param>
    public static IReadOnlyList<SessionPerson> PeopleOf(ReadOnlySpan<byte> body) => ListAt<SessionPerson>(body, JsonPlaces.Find(body, UserList), ReadPerson);

    private delegate T? Read<T>(ref Utf8JsonReader reader)
        where T : struct;

    private static List<T> ListAt<T>(ReadOnlySpan<byte> body, JsonPlace? found, Read<T> read)
        where T : struct
    {
        if (found is not { Type: JsonTokenType.StartArray } list)
        {
            return [];
        }

        var people = new List<T>();
        // The text was found to be JSON, so nothing of it can fail to be read.
        var reader = new Utf8JsonReader(body[list.Start..list.End]);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && read(ref reader) is { } person)
            {
                people.Add(person);
            }
            else
            {
                reader.Skip();
            }
        }

        return people;
    }

    // Who it is, without what is said of that one.
    private static ScaleUser? ReadUser(ref Utf8JsonReader reader)
    {
        long? id = null;
        string? name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!ReadWho(ref reader, ref id, ref name))
            {
                reader.Skip();
            }
        }

        return id is { } known ? new ScaleUser(known, name ?? string.Empty) : null;
    }

    // What is no number of its kind is not known.
    private static SessionPerson? ReadPerson(ref Utf8JsonReader reader)
    {
        long? id = null;
        string? name = null;
        decimal? weight = null;
        decimal? height = null;
        decimal? age = null;
        long? weighedAt = null;
        long? attribution = null;
        long? sex = null;
        long? fatFormula = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadWho(ref reader, ref id, ref name))
            {
                continue;
            }

            if (JsonPlaces.IsNamed(ref reader, "wt"u8))
            {
                weight ??= ReadDecimal(ref reader);
            }
            else if (JsonPlaces.IsNamed(ref reader, "ht"u8))
            {
                height ??= ReadDecimal(ref reader);
            }
            else if (JsonPlaces.IsNamed(ref reader, "agt"u8))
            {
                age ??= ReadDecimal(ref reader);
            }
            else if (JsonPlaces.IsNamed(ref reader, "cr"u8))
            {
                weighedAt ??= ReadInteger(ref reader);
            }
            else if (JsonPlaces.IsNamed(ref reader, "att"u8))
            {
                attribution ??= ReadInteger(ref reader);
            }
            else if (JsonPlaces.IsNamed(ref reader, "sx"u8))
            {
                sex ??= ReadInteger(ref reader);
            }
            else if (JsonPlaces.IsNamed(ref reader, "fm"u8))
            {
                fatFormula ??= ReadInteger(ref reader);
            }
            else
            {
                reader.Read();
            }

            reader.Skip();
        }

        return id is { } known
            ? new SessionPerson(known, name ?? string.Empty, weight ?? 0, weighedAt ?? 0, attribution ?? 0, height ?? 0, age ?? 0, sex, fatFormula ?? 0)
            : null;
    }

    // At the name of a member; at the end of its value where that says who it is. Of two members of a name the first counts.
    private static bool ReadWho(ref Utf8JsonReader reader, ref long? id, ref string? name)
    {
        if (JsonPlaces.IsNamed(ref reader, "id"u8))
        {
            id ??= ReadInteger(ref reader);
        }
        else if (JsonPlaces.IsNamed(ref reader, "sn"u8))
        {
            name ??= ReadText(ref reader);
        }
        else
        {
            return false;
        }

        reader.Skip();
        return true;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? JsonPlaces.Unescaped(ref reader) : null;
    }

    private static long? ReadInteger(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? number : null;
    }

    private static decimal? ReadDecimal(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out decimal number) ? number : null;
    }

    /// <summary>Every field that is renewed when the reply is given again, in the order they stand in the body.</summary>
    /// <param name="body">The reply's body.</param>
    /// <param name="edited">
    /// By the numbers they are told by, the people whom their owner has entered or changed: more is renewed of these. Null
    /// for nobody.
    /// </param>
    public static IReadOnlyList<Renewal> RenewalsOf(ReadOnlySpan<byte> body, IReadOnlyDictionary<long, Person>? edited = null)
    {
        IReadOnlyList<JsonPlace> places = JsonPlaces.Find(body);
        OrderedDictionary<string, long> ids = UserIdsOf(body, places);
        var renewals = new List<Renewal>();
        foreach (JsonPlace place in places)
        {
            if (RuleOf(place) is { } rule)
            {
                bool personal = rule is RenewalRule.LastWeight or RenewalRule.LastWeighed or RenewalRule.Age or RenewalRule.Attribution;
                long? user = personal && ids.TryGetValue(UserPathOf(place.Path), out long id) ? id : null;
                if (!personal || (user is { } who && IsFor(who, rule, edited)))
                {
                    renewals.Add(new Renewal(rule, place, user));
                }
            }
        }

        return renewals;
    }

    // Whose birth date is not known keeps the age that the vendor said.
    private static bool IsFor(long userId, RenewalRule rule, IReadOnlyDictionary<long, Person>? edited) => rule switch
    {
        RenewalRule.Age => edited is not null && edited.TryGetValue(userId, out Person? person) && person.BirthDate is not null,
        RenewalRule.Attribution => edited is not null && edited.ContainsKey(userId),
        _ => true,
    };

    private static RenewalRule? RuleOf(JsonPlace place)
    {
        bool scalar = place.Type is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.Null;
        return place.Path switch
        {
            "body.syp.blc" or "body.syp.sha1" => RenewalRule.FirmwareOffer,
            _ when !scalar => null,
            // A token is put between the quotes that stand there.
            "body.once" => place.Type == JsonTokenType.String ? RenewalRule.Once : null,
            "body.sessionid" => place.Type == JsonTokenType.String ? RenewalRule.SessionId : null,
            "body.syp.utc" or "body.updatetime" => RenewalRule.Clock,
            "body.ctp.goff" => RenewalRule.Offset,
            "body.ctp.dst" => RenewalRule.OffsetChange,
            "body.ctp.ngoff" => RenewalRule.OffsetAfterChange,
            _ => MemberOfUser(place.Path) switch
            {
                ".wt" => RenewalRule.LastWeight,
                ".cr" => RenewalRule.LastWeighed,
                ".agt" => RenewalRule.Age,
                ".att" => RenewalRule.Attribution,
                _ => null,
            },
        };
    }

    // By path, in their order; the first of two ids of one user counts.
    private static OrderedDictionary<string, long> UserIdsOf(ReadOnlySpan<byte> body, IReadOnlyList<JsonPlace> places)
    {
        var ids = new OrderedDictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonPlace place in places)
        {
            if (MemberOfUser(place.Path) is ".id" && Utf8Parser.TryParse(body[place.Start..place.End], out long id, out int used) && used == place.End - place.Start)
            {
                ids.TryAdd(UserPathOf(place.Path), id);
            }
        }

        return ids;
    }

    // "body.sp.users[0].wt" is ".wt" of "body.sp.users[0]".
    private static ReadOnlySpan<char> MemberOfUser(string path) =>
        path.StartsWith(Users, StringComparison.Ordinal) ? path.AsSpan(UserPathLength(path)) : default;

    private static string UserPathOf(string path) => path[..UserPathLength(path)];

    private static int UserPathLength(string path) => path.IndexOf(']', Users.Length) + 1;
}
