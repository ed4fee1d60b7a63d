using System.Globalization;
using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>
/// Reads the reply to <c>session new</c> as strictly as the scale's own parser, which takes the document as it streams by:
/// every part there, integers spelled as integers, no object inside a person.
/// </summary>
internal sealed class SessionReader
{
    private static readonly string[] s_parts = ["body.sp", "body.ind", "body.syp", "body.ctp"];

    private static readonly string[] s_integers =
        ["body.ind.imt", "body.ind.stp", "body.ind.f", "body.ind.g", "body.syp.utc", "body.ctp.goff", "body.ctp.dst", "body.ctp.ngoff"];

    private readonly ReadOnlyMemory<byte> _body;
    private readonly Dictionary<string, JsonPlace> _places = new(StringComparer.Ordinal);

    private SessionReader(ReadOnlyMemory<byte> body)
    {
        _body = body;
        foreach (JsonPlace place in JsonPlaces.Find(body.Span))
        {
            _places.TryAdd(place.Path, place);
        }
    }

    /// <summary>Reads a reply's body.</summary>
    /// <exception cref="SimulationException">A scale would not take it; nothing of it is repeated.</exception>
    public static SessionGrant Read(ReadOnlyMemory<byte> body) => new SessionReader(body).Grant();

    private SessionGrant Grant()
    {
        string id = ReplyCheck.Token(_body.Span, "body.sessionid");
        foreach (string part in s_parts)
        {
            if (TypeOf(part) != JsonTokenType.StartObject)
            {
                throw new SimulationException($"the session has no '{part}'");
            }
        }

        foreach (string path in s_integers)
        {
            Integer(path);
        }

        return new SessionGrant(
            id,
            People(),
            _places.ContainsKey("body.syp.utc") ? Integer("body.syp.utc") : null,
            Integer("body.ctp.goff"),
            ReplyFields.TextOf(_body.Span, "body.syp.blc") is { Length: > 0 } address ? address : null);
    }

    private List<SessionPerson> People()
    {
        if (TypeOf("body.sp.users") != JsonTokenType.StartArray)
        {
            throw new SimulationException("the session has no list 'body.sp.users'");
        }

        var people = new List<SessionPerson>();
        while (TypeOf(PathOf(people.Count)) is { } type)
        {
            if (people.Count == ScaleLimits.UsersHeld)
            {
                throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"the session names more than the {ScaleLimits.UsersHeld} people that a scale holds"));
            }

            people.Add(type == JsonTokenType.StartObject ? Person(PathOf(people.Count)) : throw new SimulationException($"'{PathOf(people.Count)}' is no object"));
        }

        return people;
    }

    private SessionPerson Person(string path)
    {
        foreach (JsonPlace place in _places.Values)
        {
            if (place.Type == JsonTokenType.StartObject && place.Path.Length > path.Length && place.Path.StartsWith(path + ".", StringComparison.Ordinal))
            {
                throw new SimulationException($"'{DisplayText.Of(place.Path)}' is an object inside a person, which a scale cannot read");
            }
        }

        if (!_places.ContainsKey(path + ".id"))
        {
            throw new SimulationException($"'{path}' has no id");
        }

        return new SessionPerson(
            Integer(path + ".id"),
            ReplyFields.TextOf(_body.Span, path + ".sn") ?? string.Empty,
            Number(path + ".wt"),
            Integer(path + ".cr"),
            Integer(path + ".att"),
            Number(path + ".ht"),
            Number(path + ".agt"),
            Integer(path + ".sx"),
            Integer(path + ".fm"));
    }

    private static string PathOf(int person) => string.Create(CultureInfo.InvariantCulture, $"body.sp.users[{person}]");

    private JsonTokenType? TypeOf(string path) => _places.TryGetValue(path, out JsonPlace place) ? place.Type : null;

    // 0 where it is missing.
    private long Integer(string path) =>
        !_places.TryGetValue(path, out JsonPlace place) ? 0
        : place.Type == JsonTokenType.Number && long.TryParse(_body.Span[place.Start..place.End], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : throw new SimulationException($"'{path}' is not spelled as an integer");

    private decimal Number(string path) =>
        !_places.TryGetValue(path, out JsonPlace place) ? 0
        : place.Type == JsonTokenType.Number && decimal.TryParse(_body.Span[place.Start..place.End], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number
        : throw new SimulationException($"'{path}' is not a number");
}
