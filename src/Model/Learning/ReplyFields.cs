using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>What stands in the body of a vendor's reply, and which of it must be renewed when it is given again.</summary>
public static class ReplyFields
{
    /// <summary>The JSON <c>status</c> of a reply; null where its body has none.</summary>
    /// <param name="body">The reply's body.</param>
    public static int? StatusOf(ReadOnlySpan<byte> body) =>
        Find(JsonPlaces.Find(body), "status") is { Type: JsonTokenType.Number } place && Utf8Parser.TryParse(body[place.Start..place.End], out int status, out _) ? status : null;

    /// <summary>The text of a field; null where there is none of that path.</summary>
    /// <param name="body">The reply's body.</param>
    /// <param name="path">For example <c>body.once</c>.</param>
    public static string? TextOf(ReadOnlySpan<byte> body, string path) =>
        Find(JsonPlaces.Find(body), path) is { } place ? Encoding.UTF8.GetString(body[place.Start..place.End]) : null;

    /// <summary>The people that a session reply names, in its order.</summary>
    /// <param name="body">The reply's body.</param>
    public static IReadOnlyList<ScaleUser> UsersOf(ReadOnlySpan<byte> body)
    {
        var users = new List<ScaleUser>();
        IReadOnlyList<JsonPlace> places = JsonPlaces.Find(body);
        for (int i = 0; Find(places, FormattableString.Invariant($"body.sp.users[{i}]")) is not null; i++)
        {
            if (UserIdOf(body, places, i) is { } id)
            {
                string? name = Find(places, FormattableString.Invariant($"body.sp.users[{i}].sn")) is { Type: JsonTokenType.String } place
                    ? JsonSerializer.Deserialize(body[(place.Start - 1)..(place.End + 1)], ReplyText.Default.String)
                    : null;
                users.Add(new ScaleUser(id, name ?? string.Empty));
            }
        }

        return users;
    }

    /// <summary>Every field that is renewed when the reply is given again, in the order they stand in the body.</summary>
    /// <param name="body">The reply's body.</param>
    public static IReadOnlyList<Renewal> RenewalsOf(ReadOnlySpan<byte> body)
    {
        IReadOnlyList<JsonPlace> places = JsonPlaces.Find(body);
        var renewals = new List<Renewal>();
        foreach (JsonPlace place in places)
        {
            if (RuleOf(place) is { } rule)
            {
                bool personal = rule is RenewalRule.LastWeight or RenewalRule.LastWeighed;
                long? user = personal ? UserOf(body, places, place.Path) : null;
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
            "body.once" => RenewalRule.Once,
            "body.sessionid" => RenewalRule.SessionId,
            "body.syp.utc" or "body.updatetime" => RenewalRule.Clock,
            "body.ctp.goff" => RenewalRule.Offset,
            "body.ctp.dst" => RenewalRule.OffsetChange,
            "body.ctp.ngoff" => RenewalRule.OffsetAfterChange,
            _ when place.Path.StartsWith("body.sp.users[", StringComparison.Ordinal) => RuleOfUser(place.Path),
            _ => null,
        };
    }

    private static RenewalRule? RuleOfUser(string path) =>
        path[(path.IndexOf(']', StringComparison.Ordinal) + 1)..] switch
        {
            ".wt" => RenewalRule.LastWeight,
            ".cr" => RenewalRule.LastWeighed,
            _ => null,
        };

    private static long? UserOf(ReadOnlySpan<byte> body, IReadOnlyList<JsonPlace> places, string path)
    {
        int open = path.IndexOf('[', StringComparison.Ordinal);
        int close = path.IndexOf(']', StringComparison.Ordinal);
        return int.TryParse(path.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? UserIdOf(body, places, index) : null;
    }

    private static long? UserIdOf(ReadOnlySpan<byte> body, IReadOnlyList<JsonPlace> places, int index) =>
        Find(places, FormattableString.Invariant($"body.sp.users[{index}].id")) is { } place
        && Utf8Parser.TryParse(body[place.Start..place.End], out long id, out int used) && used == place.End - place.Start ? id : null;

    private static JsonPlace? Find(IReadOnlyList<JsonPlace> places, string path)
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
}
