using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Learning;

/// <summary>One field of a reply: a header line, or a value of its body that holds no others.</summary>
/// <param name="Name">A header's name, or the value's path in the body.</param>
/// <param name="Text">What it says, as it is spelled; of a text, without its quotes.</param>
/// <param name="Rule">How it is renewed when the reply is given again; null where it is sent as learned.</param>
public readonly record struct ReplyField(string Name, string Text, RenewalRule? Rule)
{
    /// <summary>The header lines of a reply, in their order.</summary>
    /// <param name="reply">A whole reply.</param>
    public static IEnumerable<ReplyField> OfHead(WireMessage reply)
    {
        foreach (KeyValuePair<string, string> field in reply.Headers.ToTexts())
        {
            RenewalRule? rule = field.Key.Equals("Date", StringComparison.OrdinalIgnoreCase) ? RenewalRule.Date
                : field.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? RenewalRule.Length
                : null;
            yield return new ReplyField(field.Key, field.Value, rule);
        }
    }

    /// <summary>The fields of a reply's body, in their order; empty where it is no JSON.</summary>
    /// <param name="reply">A whole reply.</param>
    public static IReadOnlyList<ReplyField> OfBody(WireMessage reply)
    {
        var fields = new List<ReplyField>();
        ReadOnlySpan<byte> body = reply.Body.Span;
        IReadOnlyList<Renewal> renewals = ReplyFields.RenewalsOf(body);
        IReadOnlyList<JsonPlace> places = JsonPlaces.Find(body);
        for (int i = 0; i < places.Count; i++)
        {
            JsonPlace place = places[i];
            if (!HoldsOthers(places, i))
            {
                RenewalRule? rule = renewals.Where(renewal => renewal.Place == place).Select(renewal => (RenewalRule?)renewal.Rule).FirstOrDefault();
                fields.Add(new ReplyField(place.Path, Encoding.UTF8.GetString(body[place.Start..place.End]), rule));
            }
        }

        return fields;
    }

    // A value stands before those that it holds; an empty list is a field like any other.
    private static bool HoldsOthers(IReadOnlyList<JsonPlace> places, int index) =>
        places[index].Type is JsonTokenType.StartObject or JsonTokenType.StartArray
        && index + 1 < places.Count && places[index + 1].Start < places[index].End;
}
