using System.Text.Json;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Web.Scales;

/// <summary>How a field of a reply is renewed when the reply is given again.</summary>
internal static class RenewalJson
{
    /// <summary>Writes a rule and what it does in words; null where the field is sent as learned.</summary>
    public static void Write(Utf8JsonWriter json, RenewalRule? rule)
    {
        if (rule is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        WriteMembers(json, rule.Value);
        json.WriteEndObject();
    }

    /// <summary>Writes the members that name a rule.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RenewalRule rule)
    {
        json.WriteString("rule", JsonNamingPolicy.CamelCase.ConvertName(rule.ToString()));
        json.WriteString("sentence", FieldExplanation.InWords(rule));
    }
}
