using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Redaction;

/// <summary>
/// Takes what is private out of recorded messages: the scale's secret, hashes, tokens and session ids, MACs, people's ids and names,
/// the network's name, cookies. Every message keeps its length, so that its framing stays right. A pure function of the bytes:
/// <code>
///   1. what is known by its place: form fields, JSON members, the maintenance upload's records
///   2. the same values again wherever else they stand, as text or in hexadecimal digits
/// </code>
/// </summary>
public static class RecordingRedaction
{
    // A shorter text is found everywhere: as three letters of some word, for example.
    private const int ShortestElsewhere = 6;

    /// <summary>Redacts the exchanges of a recording, or of several that are shown together.</summary>
    /// <param name="exchanges">Of each the request, and the interim replies and the final one, one after the other.</param>
    /// <returns>The same, redacted.</returns>
    public static IReadOnlyList<(byte[] Request, byte[] Replies)> Of(IReadOnlyList<(ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Replies)> exchanges)
    {
        var pseudonyms = new Pseudonyms();
        var redacted = new List<(byte[] Request, byte[] Replies)>(exchanges.Count);
        foreach ((ReadOnlyMemory<byte> request, ReadOnlyMemory<byte> replies) in exchanges)
        {
            redacted.Add((request.ToArray(), replies.ToArray()));
            RedactMessages(MessageKind.Request, request, redacted[^1].Request, pseudonyms);
            RedactMessages(MessageKind.Response, replies, redacted[^1].Replies, pseudonyms);
        }

        foreach ((byte[] original, byte[] replacement) in Elsewhere(pseudonyms))
        {
            foreach ((byte[] request, byte[] replies) in redacted)
            {
                Replace(request, original, replacement);
                Replace(replies, original, replacement);
            }
        }

        return redacted;
    }

    /// <summary>The MAC that stands in the place of a scale's where it is the only one.</summary>
    /// <param name="mac">Lower case with colons.</param>
    public static string OfMac(string mac)
    {
        byte[] text = Encoding.Latin1.GetBytes(mac);
        new Pseudonyms().ReplaceMac(text);
        return Encoding.Latin1.GetString(text);
    }

    private static void RedactMessages(MessageKind kind, ReadOnlyMemory<byte> raw, byte[] redacted, Pseudonyms pseudonyms)
    {
        var reader = new WireReader(kind, Strictness.Tolerant);
        reader.Feed(raw.Span);
        reader.End();
        int from = 0;
        while (reader.TryRead(out WireMessage? message))
        {
            // What was passed over as no message lies before it.
            int at = raw.Span[from..].IndexOf(message.Raw.Span);
            if (at < 0)
            {
                return;
            }

            from += at;
            Redact(message, redacted.AsSpan(from, message.Raw.Length), pseudonyms);
            from += message.Raw.Length;
        }
    }

    private static void Redact(WireMessage message, Span<byte> raw, Pseudonyms pseudonyms)
    {
        RedactHead(message, raw, pseudonyms);

        // The body is redacted with its framing off, and put back between it.
        byte[] body = message.Body.ToArray();
        if (message.Kind == MessageKind.Request)
        {
            RedactForm(body, pseudonyms);
        }
        else
        {
            RedactJson(body, pseudonyms);
        }

        PutBack(message, body, raw);
    }

    private static void RedactHead(WireMessage message, Span<byte> raw, Pseudonyms pseudonyms)
    {
        int query = message.Target.IndexOf((byte)'?');
        if (query >= 0)
        {
            int target = message.Method.Length + 1;
            RedactForm(raw.Slice(target + query + 1, message.Target.Length - query - 1), pseudonyms);
        }

        foreach (HeaderField field in message.Headers)
        {
            if (field.Is("Cookie"u8) || field.Is("Set-Cookie"u8) || field.Is("Authorization"u8))
            {
                int at = message.Raw.Span.IndexOf(field.Line);
                pseudonyms.ReplaceToken(raw.Slice(at + field.Line.Length - field.Value.Length, field.Value.Length));
            }
        }
    }

    private static void RedactForm(Span<byte> form, Pseudonyms pseudonyms)
    {
        int at = 0;
        while (at < form.Length)
        {
            int length = form[at..].IndexOf((byte)'&');
            Span<byte> field = length < 0 ? form[at..] : form.Slice(at, length);
            int equals = field.IndexOf((byte)'=');
            if (equals > 0)
            {
                RedactField(field[..equals], field[(equals + 1)..], pseudonyms);
            }

            at += field.Length + 1;
        }
    }

    private static void RedactField(ReadOnlySpan<byte> name, Span<byte> value, Pseudonyms pseudonyms)
    {
        if (name.SequenceEqual("auth"u8) || name.SequenceEqual("macaddress"u8) || name.SequenceEqual("mac"u8))
        {
            pseudonyms.ReplaceMac(value);
        }
        else if (name.SequenceEqual("hash"u8) || name.SequenceEqual("sessionid"u8) || name.SequenceEqual("once"u8) || name.SequenceEqual("secret"u8))
        {
            pseudonyms.ReplaceToken(value);
        }
        else if (name.SequenceEqual("userid"u8))
        {
            pseudonyms.ReplaceId(value);
        }
        else if (name.SequenceEqual("data"u8))
        {
            BlobRedaction.Redact(value, pseudonyms);
        }
    }

    private static void RedactJson(Span<byte> body, Pseudonyms pseudonyms)
    {
        foreach (JsonPlace place in JsonPlaces.Find(body))
        {
            Span<byte> value = body[place.Start..place.End];
            bool text = place.Type == JsonTokenType.String;
            ReadOnlySpan<char> name = place.Path.AsSpan(place.Path.LastIndexOf('.') + 1);
            bool person = place.Path.StartsWith("body.sp.users[", StringComparison.Ordinal);
            if (person && name is "id" && (text || place.Type == JsonTokenType.Number))
            {
                pseudonyms.ReplaceId(value);
            }
            else if (person && text)
            {
                pseudonyms.ReplaceName(value);
            }
            else if (text && name is "once" or "sessionid" or "blindcode" or "secret" or "hash" or "token")
            {
                pseudonyms.ReplaceToken(value);
            }
            else if (text && name is "mac" or "macaddress")
            {
                pseudonyms.ReplaceMac(value);
            }
        }
    }

    private static void PutBack(WireMessage message, ReadOnlySpan<byte> body, Span<byte> raw)
    {
        int at = message.Head.Length;
        if (message.Framing != Framing.Chunked)
        {
            body.CopyTo(raw[at..]);
            return;
        }

        foreach (Chunk chunk in message.Chunks)
        {
            at += raw[at..].IndexOf((byte)'\n') + 1;
            int there = Math.Min(Math.Min(chunk.Size, body.Length), raw.Length - at);
            body[..there].CopyTo(raw[at..]);
            body = body[there..];
            at += there;
            at += Math.Max(raw[at..].IndexOf((byte)'\n') + 1, 0);
        }
    }

    // Each value as text and in hexadecimal digits, the longest first: one may be part of another.
    private static List<(byte[] Original, byte[] Replacement)> Elsewhere(Pseudonyms pseudonyms)
    {
        var all = new List<(byte[] Original, byte[] Replacement)>();
        foreach (string original in pseudonyms.Originals.Where(static original => original.Length >= ShortestElsewhere).OrderByDescending(static original => original.Length).ToList())
        {
            byte[] text = Encoding.Latin1.GetBytes(original);
            byte[] replacement = [.. text];
            if (MacAddress.TryNormalize(text) is not null)
            {
                pseudonyms.ReplaceMac(replacement);
                string digits = original.Replace(":", string.Empty, StringComparison.Ordinal);
                string instead = Encoding.Latin1.GetString(replacement).Replace(":", string.Empty, StringComparison.Ordinal);
                Add(all, digits, instead);
            }
            else
            {
                Array.Fill(replacement, (byte)'0');
            }

            Add(all, original, Encoding.Latin1.GetString(replacement));
            Add(all, Convert.ToHexStringLower(text), Convert.ToHexStringLower(replacement));
        }

        return all;
    }

    private static void Add(List<(byte[] Original, byte[] Replacement)> all, string original, string replacement)
    {
        all.Add((Encoding.Latin1.GetBytes(original), Encoding.Latin1.GetBytes(replacement)));
        if (original.ToUpperInvariant() is var upper && upper != original)
        {
            all.Add((Encoding.Latin1.GetBytes(upper), Encoding.Latin1.GetBytes(replacement.ToUpperInvariant())));
        }
    }

    private static void Replace(byte[] bytes, byte[] original, byte[] replacement)
    {
        int from = 0;
        while (bytes.AsSpan(from).IndexOf(original) is >= 0 and var at)
        {
            replacement.CopyTo(bytes, from + at);
            from += at + original.Length;
        }
    }
}
