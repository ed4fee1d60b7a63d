using System.Buffers;
using System.Globalization;
using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Scale;

/// <summary>A request as a scale makes it, ready for the wire.</summary>
public sealed class ScalePost
{
    // Seen in published captures, and what libcurl does, which the scale uses.
    private const int LargestUnasked = 1024;

    private ScalePost(string kind, byte[] head, byte[] body)
    {
        Kind = kind;
        Head = head;
        Body = body;
    }

    /// <summary>Its kind; see <see cref="RequestKind"/>.</summary>
    public string Kind { get; }

    /// <summary>The head through its empty line.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Whether the body waits for <c>100 Continue</c>.</summary>
    public bool AsksFirst => AsksFirstWith(Body.Length);

    /// <summary>The request as whoever receives it reads it.</summary>
    public WireMessage ToMessage()
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Strict);
        reader.Feed(Head.Span);
        reader.Feed(Body.Span);
        return reader.TryRead(out WireMessage? message) ? message : throw new InvalidOperationException("a request of our own is not whole");
    }

    /// <summary>Writes a request in the order and case of published captures.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="endpoint">What stands behind <c>/cgi-bin/</c>.</param>
    /// <param name="form">Its body, ASCII.</param>
    public static ScalePost Write(string kind, string endpoint, string form) => new(
        kind,
        Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /cgi-bin/{endpoint} HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nAccept: */*\r\nContent-Length: {form.Length}\r\nContent-Type: application/x-www-form-urlencoded\r\n{(AsksFirstWith(form.Length) ? "Expect: 100-continue\r\n" : string.Empty)}\r\n")),
        Encoding.ASCII.GetBytes(form));

    /// <summary>Makes a request that was recorded once more: its headers and fields in their order and case, one field renewed.</summary>
    /// <param name="recorded">The request.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="value">What it says now: letters, digits and hyphens, which need no escape.</param>
    /// <returns>Null where the request has no such field, or its form is none that a scale has been seen to send.</returns>
    public static ScalePost? Again(ScaleRequest recorded, string field, string value)
    {
        WireMessage message = recorded.Message;
        if (!recorded.IsScale || message.Framing != Framing.ContentLength || message.Truncated || !message.Target.StartsWith("/"u8)
            || Renew(recorded.Fields, Encoding.ASCII.GetBytes(field), Encoding.ASCII.GetBytes(value)) is not { } body)
        {
            return null;
        }

        return new ScalePost(recorded.Kind, Head(message, body.Length), body);

        static byte[] Head(WireMessage message, int length)
        {
            var head = new ArrayBufferWriter<byte>(message.Head.Length + 32);
            Line(head, message.StartLine);
            foreach (HeaderField header in message.Headers)
            {
                if (header.Is("Content-Length"u8))
                {
                    Line(head, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{header.NameText}: {length}")));
                }
                else if (!header.Is("Expect"u8))
                {
                    Line(head, header.Line);
                }
            }

            if (AsksFirstWith(length))
            {
                Line(head, "Expect: 100-continue"u8);
            }

            Line(head, default);
            return head.WrittenSpan.ToArray();
        }
    }

    private static bool AsksFirstWith(int length) => length > LargestUnasked;

    // The body with one field's value put in the place of the old one, wherever it stands.
    private static byte[]? Renew(FormFields fields, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var body = new ArrayBufferWriter<byte>();
        bool found = false;
        foreach (FormField field in fields)
        {
            bool renewed = field.Name.SequenceEqual(name);
            found |= renewed;
            body.Write(body.WrittenCount == 0 ? default : "&"u8);
            body.Write(field.Name);
            body.Write("="u8);
            body.Write(renewed ? value : field.Value);
        }

        return found ? body.WrittenSpan.ToArray() : null;
    }

    private static void Line(ArrayBufferWriter<byte> head, ReadOnlySpan<byte> line)
    {
        head.Write(line);
        head.Write("\r\n"u8);
    }
}
