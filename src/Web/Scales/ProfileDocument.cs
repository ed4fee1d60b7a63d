using System.Text;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Redaction;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Web.Scales;

/// <summary>What was learned of a scale, as a document: each reply, each field of it, where it came from, and how it is renewed.</summary>
/// <param name="archive">Where the recordings are.</param>
/// <param name="profile">What was learned.</param>
/// <param name="whole">With the scale's secret, and the tokens, session ids and names in the replies.</param>
internal sealed class ProfileDocument(ScaleArchive archive, Profile profile, bool whole)
{
    // The recordings that are looked through for the ones a profile was learned from.
    private const int MaxRecordings = 32;

    /// <summary>Writes it.</summary>
    /// <exception cref="InvalidDataException">A reply is damaged; the message says which, and what to do.</exception>
    public void Write(Utf8JsonWriter json)
    {
        long?[] sources = Sources();
        LearnedReply[] shown = Shown();
        json.WriteStartObject();
        DeviceJson.WriteHead(json, profile);
        if (whole)
        {
            json.WriteString("secret", profile.Secret);
            DeviceJson.WriteHandshakes(json, profile);
        }

        json.WriteStartArray("missing");
        foreach (string missing in profile.Missing())
        {
            json.WriteStringValue(missing);
        }

        json.WriteEndArray();
        json.WriteStartArray("replies");
        for (int i = 0; i < shown.Length; i++)
        {
            WriteReply(json, shown[i], sources[i]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // All at once, so that a person who is named in two replies has one name here too.
    private LearnedReply[] Shown()
    {
        if (whole)
        {
            return [.. profile.Replies];
        }

        IReadOnlyList<(byte[] Request, byte[] Replies)> redacted =
            RecordingRedaction.Of([.. profile.Replies.Select(static reply => (ReadOnlyMemory<byte>.Empty, reply.Raw))]);
        return [.. profile.Replies.Zip(redacted, static (reply, bytes) => reply with { Raw = bytes.Replies })];
    }

    // The newest recording that has the very bytes; null where it is none of the last ones, or they came as a file.
    private long?[] Sources()
    {
        long?[] sources = new long?[profile.Replies.Count];
        foreach (long recording in archive.NewestRecordings(profile.Mac, MaxRecordings))
        {
            foreach (RecordedExchange exchange in archive.Exchanges(recording))
            {
                for (int i = 0; i < sources.Length; i++)
                {
                    // Interim replies go before it.
                    sources[i] ??= exchange.Response.Span.EndsWith(profile.Replies[i].Raw.Span) ? recording : null;
                }
            }

            if (!sources.Contains(null))
            {
                break;
            }
        }

        return sources;
    }

    private static void WriteReply(Utf8JsonWriter json, LearnedReply reply, long? recording)
    {
        WireMessage message = reply.Message();
        json.WriteStartObject();
        json.WriteString("kind", reply.Kind);
        json.WriteOptional("status", reply.Status);
        json.WriteTime("seenAt", reply.SeenAt);
        json.WriteOptional("recording", recording);
        json.WriteString("framing", JsonNamingPolicy.CamelCase.ConvertName(message.Framing.ToString()));
        json.WriteString("startLine", Encoding.Latin1.GetString(message.StartLine));
        string? source = recording is { } number ? FormattableString.Invariant($"recording {number}") : null;
        json.WriteStartArray("fields");
        WriteFields(json, "head", ReplyField.OfHead(message), source);
        WriteFields(json, "body", ReplyField.OfBody(message), source);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, string part, IEnumerable<ReplyField> fields, string? source)
    {
        foreach (ReplyField field in fields)
        {
            json.WriteStartObject();
            json.WriteString("part", part);
            json.WriteString("path", field.Name);
            json.WriteString("value", field.Text);
            json.WriteString("source", source);
            json.WritePropertyName("renewed");
            RenewalJson.Write(json, field.Rule);
            json.WriteEndObject();
        }
    }
}
