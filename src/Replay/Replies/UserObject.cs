using System.Buffers.Text;
using System.Text.Json;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Replay.Replies;

/// <summary>Where a person stands in the body of a reply to <c>session new</c>.</summary>
/// <param name="Place">The person's whole object.</param>
/// <param name="Id">The vendor's number; null where there is none that can be read.</param>
/// <param name="Members">What is said of them, by name. Of two members of a name the first counts.</param>
internal sealed record UserObject(JsonPlace Place, long? Id, IReadOnlyDictionary<string, JsonPlace> Members)
{
    private const string List = "body.sp.users";

    /// <summary>The list that people stand in; null where the body has none.</summary>
    public static JsonPlace? ListIn(ReadOnlySpan<byte> body) => JsonPlaces.Find(body, List) is { Type: JsonTokenType.StartArray } list ? list : null;

    /// <summary>Every person of the body, in its order.</summary>
    public static List<UserObject> AllIn(ReadOnlySpan<byte> body)
    {
        var users = new List<UserObject>();
        Dictionary<string, JsonPlace> members = [];
        foreach (JsonPlace place in JsonPlaces.Find(body))
        {
            if (!place.Path.StartsWith(List + "[", StringComparison.Ordinal))
            {
                continue;
            }

            ReadOnlySpan<char> rest = place.Path.AsSpan(place.Path.IndexOf(']', List.Length) + 1);
            if (rest.IsEmpty)
            {
                members = new Dictionary<string, JsonPlace>(StringComparer.Ordinal);
                if (place.Type == JsonTokenType.StartObject)
                {
                    users.Add(new UserObject(place, null, members));
                }
            }
            else if (rest.LastIndexOfAny('.', '[') == 0 && members.TryAdd(rest[1..].ToString(), place) && rest is ".id"
                && Utf8Parser.TryParse(body[place.Start..place.End], out long id, out int used) && used == place.End - place.Start)
            {
                users[^1] = users[^1] with { Id = id };
            }
        }

        return users;
    }
}
