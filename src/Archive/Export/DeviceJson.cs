using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>What every document that shows a scale begins with.</summary>
public static class DeviceJson
{
    /// <summary>Writes which scale it is, what it last said of itself, and when it was seen.</summary>
    public static void WriteHead(Utf8JsonWriter json, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(profile);
        json.WriteString("mac", profile.Mac);
        json.WriteString("model", ScaleModel.NameOf(profile.ManufacturerId));
        json.WriteOptional("mfgid", profile.ManufacturerId);
        json.WriteString("firmware", profile.Firmware);
        json.WriteOptional("battery", profile.Battery);
        json.WriteTime("firstSeen", profile.FirstSeen);
        json.WriteTime("lastSeen", profile.LastSeen);
        json.WriteBoolean("secretKnown", profile.Secret is not null);
    }

    /// <summary>Writes all that a list of scales says of one.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(profile);
        WriteHead(json, profile);
        WriteHandshakes(json, profile);
        json.WriteNumber("replies", profile.Replies.Count);
    }

    /// <summary>Writes the member <c>handshakes</c>.</summary>
    /// <param name="json">Where to, in an object.</param>
    /// <param name="profile">Whose.</param>
    /// <param name="withTimes">When each was seen as well: for whoever takes them in again. Two captures of one conversation differ in nothing else.</param>
    public static void WriteHandshakes(Utf8JsonWriter json, Profile profile, bool withTimes = false)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(profile);
        json.WriteStartArray("handshakes");
        foreach (Handshake handshake in profile.Handshakes)
        {
            json.WriteStartObject();
            json.WriteString("once", handshake.Once);
            json.WriteString("md5", handshake.Md5);
            if (withTimes)
            {
                json.WriteTime("seenAt", handshake.SeenAt);
            }

            if (profile.Verifies(handshake) is { } verified)
            {
                json.WriteBoolean("verified", verified);
            }
            else
            {
                json.WriteNull("verified");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
