using System.Globalization;
using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Replies;

/// <summary>
/// Puts the people that their owner has entered, changed, removed or merged into the learned reply to <c>session new</c>, by
/// cutting and putting text there: whom nobody has edited stays to the byte, and so does whatever else the vendor says of
/// somebody edited.
/// </summary>
internal static class ReplyRoster
{
    // Said of somebody new where the vendor's reply shows nobody whose description could be followed.
    private static readonly byte[] s_shape = """{"id":0,"sn":"","wt":0,"ht":0,"agt":0,"sx":0,"fm":3,"cr":0,"att":0}"""u8.ToArray();

    /// <summary>Writes the people into a body.</summary>
    /// <param name="body">The learned body.</param>
    /// <param name="roster">Whom the scale is told of: <see cref="Roster.Of"/> of this body's people.</param>
    /// <returns>The body as it was where nobody was edited.</returns>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, IReadOnlyList<RosterEntry> roster)
    {
        if (UserObject.ListIn(body.Span) is null)
        {
            return body;
        }

        List<UserObject> learned = UserObject.AllIn(body.Span);
        byte[] shape = learned.Find(user => user.Id is not null) is { } first ? body[first.Place.Start..first.Place.End].ToArray() : s_shape;
        body = Renew(body, learned, roster);
        body = CutOthers(body, roster);
        foreach (RosterEntry entry in roster)
        {
            if (entry is { Learned: null, Edited: not null })
            {
                body = Append(body, Describe(shape, entry));
            }
        }

        return body;
    }

    private static ReadOnlyMemory<byte> Renew(ReadOnlyMemory<byte> body, List<UserObject> users, IReadOnlyList<RosterEntry> roster)
    {
        var text = new TextChange(body);
        foreach (UserObject user in users)
        {
            if (user.Id is { } id && Find(roster, id) is { Edited: { } person } entry)
            {
                SessionPerson said = entry.Learned!.Value;
                if (said.Name != person.ShortName)
                {
                    Put(text, user, "sn", Quoted(person.ShortName));
                }

                if (person.Height is { } height && decimal.Round(said.Height * 1000) != height)
                {
                    Put(text, user, "ht", Metres(height));
                }

                if (person.Sex is { } sex && said.Sex != (long)sex)
                {
                    Put(text, user, "sx", Number((int)sex));
                }

                if (person.BirthDate is not null && !user.Members.ContainsKey("agt"))
                {
                    // Renewed with each reply.
                    Put(text, user, "agt", "0");
                }

                SessionPerson weighed = entry.WithoutArchive();
                if (weighed != said with { Name = person.ShortName })
                {
                    PutWeight(text, user, weighed);
                }
            }
        }

        return text.Result();
    }

    // Whom the roster does not have was removed, or is told by another number.
    private static ReadOnlyMemory<byte> CutOthers(ReadOnlyMemory<byte> body, IReadOnlyList<RosterEntry> roster)
    {
        while (UserObject.AllIn(body.Span).Find(user => user.Id is { } id && Find(roster, id) is null) is { } other)
        {
            body = JsonPlaces.Remove(body.Span, other.Place);
        }

        return body;
    }

    private static byte[] Append(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> user)
    {
        List<UserObject> users = UserObject.AllIn(body.Span);
        int at = users is [.., var last] ? last.Place.End : UserObject.ListIn(body.Span)!.Value.Start + 1;
        ReadOnlySpan<byte> comma = users.Count > 0 ? ","u8 : default;
        return [.. body.Span[..at], .. comma, .. user.Span, .. body.Span[at..]];
    }

    // In the words of somebody the vendor described: the same members in the same order. Whatever has no known meaning is
    // said of the new one as well; what was measured of the other one is not.
    private static ReadOnlyMemory<byte> Describe(byte[] shape, RosterEntry entry)
    {
        // A list of one, for the paths' sake.
        byte[] body = [.. """{"body":{"sp":{"users":["""u8, .. shape, .. "]}}}"u8];
        UserObject user = UserObject.AllIn(body)[0];
        var text = new TextChange(body);
        Person person = entry.Edited!;
        PutKnown("id", Number(entry.UserId));
        PutKnown("sn", Quoted(person.ShortName));
        PutKnown("ht", person.Height is { } height ? Metres(height) : "0");
        PutKnown("sx", Number((int)(person.Sex ?? Sex.Male)));
        PutKnown("re", "0");
        PutKnown("ri", "0");
        if (person.BirthDate is null)
        {
            PutKnown("agt", "0");
        }

        PutWeight(text, user, entry.WithoutArchive() with { Attribution = SessionPerson.ManualAndNew });
        ReadOnlyMemory<byte> result = text.Result();
        UserObject made = UserObject.AllIn(result.Span)[0];
        return result[made.Place.Start..made.Place.End];

        void PutKnown(string name, string value)
        {
            if (user.Members.ContainsKey(name))
            {
                Put(text, user, name, value);
            }
        }
    }

    private static void PutWeight(TextChange text, UserObject user, in SessionPerson weighed)
    {
        Put(text, user, "wt", weighed.Weight.ToString("0.###", CultureInfo.InvariantCulture));
        Put(text, user, "cr", Number(weighed.WeighedAt));
        Put(text, user, "att", Number(weighed.Attribution));
    }

    // In the place of what is said, or behind all that is.
    private static void Put(TextChange text, UserObject user, string name, string value)
    {
        if (!user.Members.TryGetValue(name, out JsonPlace place))
        {
            text.Replace(user.Place.End - 1, user.Place.End - 1, $",\"{name}\":{value}");
        }
        else if (place.Type == JsonTokenType.String)
        {
            text.Replace(place.Start, place.End, value.Trim('"'));
        }
        else
        {
            text.Replace(place.Start, place.End, value);
        }
    }

    private static RosterEntry? Find(IReadOnlyList<RosterEntry> roster, long id) => roster.FirstOrDefault(entry => entry.UserId == id);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Metres(int millimetres) => (millimetres / 1000m).ToString("0.0##", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
