using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Show;

/// <summary>What becomes of each field of a learned reply when it is given again, in words.</summary>
/// <param name="Name">A header's name, or the field's path in the body.</param>
/// <param name="Learned">What was learned.</param>
/// <param name="Rule">How it is renewed; null where it is sent as learned.</param>
internal sealed record FieldExplanation(string Name, string Learned, RenewalRule? Rule)
{
    /// <summary>What the rule does, in words.</summary>
    public string InWords => Rule switch
    {
        null => "sent as learned",
        RenewalRule.Date => "renewed: the time of the reply",
        RenewalRule.Length => "renewed: the length of the body",
        RenewalRule.Once => "renewed: a fresh token where the scale's secret is known, else this one",
        RenewalRule.SessionId => "renewed: a session of ours",
        RenewalRule.Clock => "renewed: the clock",
        RenewalRule.Offset => "renewed: the time zone's offset from UTC",
        RenewalRule.OffsetChange => "renewed: when that offset changes next",
        RenewalRule.OffsetAfterChange => "renewed: the offset after that",
        RenewalRule.LastWeight => "renewed: the person's newest archived weight",
        RenewalRule.LastWeighed => "renewed: when that weight was taken",
        RenewalRule.FirmwareOffer => "cut out: an offer of firmware",
        _ => Rule.ToString()!,
    };

    /// <summary>The header lines of a reply.</summary>
    public static IEnumerable<FieldExplanation> OfHead(WireMessage reply)
    {
        foreach (KeyValuePair<string, string> field in reply.Headers.ToTexts())
        {
            RenewalRule? rule = field.Key.Equals("Date", StringComparison.OrdinalIgnoreCase) ? RenewalRule.Date
                : field.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? RenewalRule.Length
                : null;
            yield return new FieldExplanation(field.Key, field.Value, rule);
        }
    }

    /// <summary>The fields of a reply's body: every value that holds no others.</summary>
    public static IReadOnlyList<FieldExplanation> OfBody(WireMessage reply)
    {
        var fields = new List<FieldExplanation>();
        ReadOnlySpan<byte> body = reply.Body.Span;
        IReadOnlyList<Renewal> renewals = ReplyFields.RenewalsOf(body);
        foreach (JsonPlace place in JsonPlaces.Find(body))
        {
            if (place.Type is not (System.Text.Json.JsonTokenType.StartObject or System.Text.Json.JsonTokenType.StartArray))
            {
                RenewalRule? rule = renewals.Where(renewal => renewal.Place == place).Select(renewal => (RenewalRule?)renewal.Rule).FirstOrDefault();
                fields.Add(new FieldExplanation(place.Path, System.Text.Encoding.UTF8.GetString(body[place.Start..place.End]), rule));
            }
        }

        return fields;
    }
}
