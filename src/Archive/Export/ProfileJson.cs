using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Archive.Export;

/// <summary>A profile for scripts.</summary>
public static class ProfileJson
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="whole">The secret as well.</param>
    public static void Write(Utf8JsonWriter json, Profile profile, bool whole)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(profile);
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
            json.WriteStartObject();
            WriteReadable(json, reply);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a learned reply as it can be read, between whatever else the caller says of it.</summary>
    /// <param name="json">Where to, in an object.</param>
    /// <param name="reply">The reply.</param>
    public static void WriteReadable(Utf8JsonWriter json, LearnedReply reply)
    {
        WireMessage message = reply.Message();
        json.WriteString("kind", reply.Kind);
        json.WriteOptional("status", reply.Status);
        json.WriteTime("seenAt", reply.SeenAt);
        json.WriteString("framing", JsonNamingPolicy.CamelCase.ConvertName(message.Framing.ToString()));
        WriteFields(json, "headers", ReplyField.OfHead(message));
        WriteFields(json, "body", ReplyField.OfBody(message));
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
