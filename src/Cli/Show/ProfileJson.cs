using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Show;

/// <summary>A profile for scripts.</summary>
internal static class ProfileJson
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="whole">The secret as well.</param>
    public static void Write(Utf8JsonWriter json, Profile profile, bool whole)
    {
        json.WriteStartObject();
        DeviceJson.WriteHead(json, profile);
        if (whole)
        {
            json.WriteString("secret", profile.Secret);
        }

        json.WriteStartArray("missing");
        foreach (string missing in profile.Missing())
        {
            json.WriteStringValue(missing);
        }

        json.WriteEndArray();
        DeviceJson.WriteHandshakes(json, profile);
        json.WriteStartArray("replies");
        foreach (LearnedReply reply in profile.Replies)
        {
            WriteReply(json, reply);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReply(Utf8JsonWriter json, LearnedReply reply)
    {
        WireMessage message = reply.Message();
        json.WriteStartObject();
        json.WriteString("kind", reply.Kind);
        json.WriteOptional("status", reply.Status);
        json.WriteTime("seenAt", reply.SeenAt);
        json.WriteString("framing", JsonNamingPolicy.CamelCase.ConvertName(message.Framing.ToString()));
        WriteFields(json, "headers", ReplyField.OfHead(message));
        WriteFields(json, "body", ReplyField.OfBody(message));
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, string name, IEnumerable<ReplyField> fields)
    {
        json.WriteStartArray(name);
        foreach (ReplyField field in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("learned", field.Text);
            json.WriteString("rule", field.Rule is { } rule ? JsonNamingPolicy.CamelCase.ConvertName(rule.ToString()) : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
