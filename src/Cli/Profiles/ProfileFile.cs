using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Redaction;

namespace ScaleProxy.Cli.Profiles;

/// <summary>
/// A profile as one JSON document, to be taken to another machine. Each reply stands in it twice: to the byte (<c>raw</c>, base64), which
/// is what is read back, and field by field, which is for people.
/// </summary>
internal static class ProfileFile
{
    /// <summary>What <c>format</c> says.</summary>
    public const string Format = "scaleproxy-profile";

    /// <summary>The number of this form; a reader refuses what is higher.</summary>
    public const int Version = 1;

    /// <summary>Writes the document.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="profile">The profile; where it is not whole, one of <see cref="Redacted"/>.</param>
    /// <param name="whole">It can be answered with elsewhere: secret, handshakes and the scale's own address are in it.</param>
    public static void Write(Utf8JsonWriter json, Profile profile, bool whole)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteBoolean("whole", whole);
        DeviceJson.WriteHead(json, profile);
        json.WriteString("secret", profile.Secret);
        DeviceJson.WriteHandshakes(json, profile, withTimes: true);
        json.WriteStartArray("replies");
        foreach (LearnedReply reply in profile.Replies)
        {
            json.WriteStartObject();
            json.WriteBase64String("raw", reply.Raw.Span);
            ProfileJson.WriteReadable(json, reply);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What may be shown to others of a profile: the vendor's manner of answering, without secret, handshakes, tokens, people and address.</summary>
    public static Profile Redacted(Profile profile)
    {
        IReadOnlyList<(byte[] Request, byte[] Replies)> redacted =
            RecordingRedaction.Of([.. profile.Replies.Select(static reply => (ReadOnlyMemory<byte>.Empty, reply.Raw))]);
        return profile with
        {
            Mac = RecordingRedaction.OfMac(profile.Mac),
            Secret = null,
            Handshakes = [],
            Replies = [.. profile.Replies.Zip(redacted, static (reply, bytes) => reply with { Raw = bytes.Replies })],
        };
    }
}
