using System.Buffers.Text;
using System.Text.Json;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>What stands in the body of a vendor's reply, and which of it must be renewed when it is given again.</summary>
public static class ReplyFields
{
    private const string Users = "body.sp.users[";

    /// <summary>The JSON <c>status</c> of a reply; null where its body has none.</summary>
    /// <param name="body">The reply's body.</param>
    public static int? StatusOf(ReadOnlySpan<byte> body) =>
        JsonPlaces.Find(body, "status") is { Type: JsonTokenType.Number } place
        && Utf8Parser.TryParse(body[place.Start..place.End], out int status, out int used) && used == place.End - place.Start ? status : null;

    /// <summary>What a field says, without escapes; null where there is none of that path, or it is <c>null</c>.</summary>
    /// <param name="body">The reply's body.</param>
    /// <param name="path">For example <c>body.once</c>.</param>
    public static string? TextOf(ReadOnlySpan<byte> body, string path) =>
        JsonPlaces.Find(body, path) is { Type: not JsonTokenType.Null } place ? JsonPlaces.TextOf(body, place) : null;

    /// <summary>The people that a session reply names, in its order.</summary>
    /// <param name="body">The reply's body.</param>
    public static IReadOnlyList<ScaleUser> UsersOf(ReadOnlySpan<byte> body)
    {
        var users = new List<ScaleUser>();
        if (JsonPlaces.Find(body, "body.sp.users") is not { Type: JsonTokenType.StartArray } list)
        {
            return users;
        }

        // The text was found to be JSON, so nothing of it can fail to be read.
        var reader = new Utf8JsonReader(body[list.Start..list.End]);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && ReadUser(ref reader) is { } user)
            {
                users.Add(user);
            }
            else
            {
                reader.Skip();
            }
        }

        return users;
    }

    // Of two members of a name the first counts; a user without an id is nobody.
    private static ScaleUser? ReadUser(ref Utf8JsonReader reader)
    {
        long? id = null;
        string? name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = id is null && reader.ValueTextEquals("id"u8);
            bool isName = name is null && reader.ValueTextEquals("sn"u8);
            reader.Read();
            if (isId && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number))
            {
                id = number;
            }
            else if (isName && reader.TokenType == JsonTokenType.String)
            {
                name = JsonPlaces.Unescaped(ref reader);
            }

            reader.Skip();
        }

        return id is { } known ? new ScaleUser(known, name ?? string.Empty) : null;
    }

    /// <summary>Every field that is renewed when the reply is given again, in the order they stand in the body.</summary>
    /// <param name="body">The reply's body.</param>
    public static IReadOnlyList<Renewal> RenewalsOf(ReadOnlySpan<byte> body)
    {
        IReadOnlyList<JsonPlace> places = JsonPlaces.Find(body);
        OrderedDictionary<string, long> ids = UserIdsOf(body, places);
        var renewals = new List<Renewal>();
        foreach (JsonPlace place in places)
        {
            if (RuleOf(place) is { } rule)
            {
                bool personal = rule is RenewalRule.LastWeight or RenewalRule.LastWeighed;
                long? user = personal && ids.TryGetValue(UserPathOf(place.Path), out long id) ? id : null;
                if (user is not null || !personal)
                {
                    renewals.Add(new Renewal(rule, place, user));
                }
            }
        }

        return renewals;
    }

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
