using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Reads a complete head: is the start line one, are the lines header fields, and how is the body framed
/// (RFC 9112 sections 2 to 6). It allocates nothing; the strict reading throws where the tolerant one makes do.
/// </summary>
internal static class HeadParser
{
    private const int Unframed = -1;

    // token characters (RFC 9110 section 5.6.2)
    private static readonly SearchValues<byte> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Whether a line, without its end, can begin a message of that kind.</summary>
    public static bool IsStartLine(MessageKind kind, ReadOnlySpan<byte> line)
    {
        if (kind == MessageKind.Response)
        {
            return IsVersion(line.Length >= 8 ? line[..8] : default)
                && line.Length >= 12 && line[8] == ' ' && line[9..12].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && line[9] != '0'
                && (line.Length == 12 || line[12] == ' ');
        }

        int method = line.IndexOf((byte)' ');
        if (method <= 0 || line[..method].ContainsAnyExcept(s_token))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[(method + 1)..];
        int target = rest.IndexOf((byte)' ');
        return target > 0 && IsVersion(rest[(target + 1)..]) && !rest[..target].ContainsAnyInRange<byte>(0, 0x20);
    }

    /// <summary>Reads a head.</summary>
    /// <param name="kind">What kind of message it begins.</param>
    /// <param name="strictness">How to take what breaks a rule.</param>
    /// <param name="head">The head through its empty line; without one only where the tolerant reader was cut short.</param>
    /// <param name="offset">Where in the stream it begins, for the error's sake.</param>
    /// <param name="replyToHead">The response answers a HEAD request and has no body, whatever it says.</param>
    /// <exception cref="WireException">A rule was broken, in the strict reading.</exception>
    public static HeadShape Parse(MessageKind kind, Strictness strictness, ReadOnlySpan<byte> head, long offset, bool replyToHead)
    {
        bool strict = strictness == Strictness.Strict;
        int lf = head.IndexOf((byte)'\n');
        int startLine = lf < 0 ? head.Length : lf > 0 && head[lf - 1] == '\r' ? lf - 1 : lf;
        if (strict && !IsStartLine(kind, head[..startLine]))
        {
            throw new WireException(kind == MessageKind.Request
                ? "a request begins with METHOD SP TARGET SP HTTP/1.1"
                : "a response begins with HTTP/1.1 SP STATUS", offset);
        }

        int headersAt = lf < 0 ? head.Length : lf + 1;
        var fields = new FramingFields(Unframed);
        int at = headersAt;
        while (at < head.Length)
        {
            int end = head[at..].IndexOf((byte)'\n');
            int next = end < 0 ? head.Length : at + end + 1;
            ReadOnlySpan<byte> line = head[at..next].TrimEnd("\r\n"u8);
            if (line.IsEmpty)
            {
                break;
            }

            ReadField(line, strict, offset + at, ref fields);
            at = next;
        }

        int status = kind == MessageKind.Response && Utf8Parser.TryParse(head[9..startLine], out int code, out _) ? code : 0;
        (Framing framing, long length) = FramingOf(kind, strict, status, replyToHead, fields, offset);
        return new HeadShape(head.Length, startLine, headersAt, framing, length, fields.ExpectsContinue, status);
    }

    private static bool IsVersion(ReadOnlySpan<byte> version) =>
        version.Length == 8 && version.StartsWith("HTTP/1."u8) && version[7] is (byte)'0' or (byte)'1';

    private static void ReadField(ReadOnlySpan<byte> line, bool strict, long offset, ref FramingFields fields)
    {
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            if (strict)
            {
                throw new WireException("a header line must not begin with white space (obs-fold)", offset);
            }

            return;
        }

        int colon = line.IndexOf((byte)':');
        if (strict && (colon <= 0 || line[..colon].ContainsAnyExcept(s_token)))
        {
            throw new WireException("a header line is a name, a colon and a value, with no white space before the colon", offset);
        }

        if (strict && line[colon..].ContainsAny((byte)'\r', (byte)'\0'))
        {
            throw new WireException("a header value must not hold CR or NUL", offset);
        }

        if (colon <= 0)
        {
            return;
        }

        var field = new HeaderField(line, colon);
        // The length of the name decides first: it is a cheap test, and most fields fail it.
        switch (colon)
        {
            case 14 when field.Is("Content-Length"u8):
                ReadContentLength(field.Value, strict, offset, ref fields);
                break;
            case 17 when field.Is("Transfer-Encoding"u8):
                fields.TransferEncoding = true;
                fields.Chunked = Ascii.EqualsIgnoreCase(field.Value, "chunked"u8);
                if (strict && !fields.Chunked)
                {
                    throw new WireException("the only Transfer-Encoding read here is chunked", offset, 501);
                }

                break;
            case 6 when field.Is("Expect"u8):
                fields.ExpectsContinue = Ascii.EqualsIgnoreCase(field.Value, "100-continue"u8);
                break;
            default:
                break;
        }
    }

    private static void ReadContentLength(ReadOnlySpan<byte> value, bool strict, long offset, ref FramingFields fields)
    {
        bool number = !value.IsEmpty && value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        long length = Unframed;
        number = number && Utf8Parser.TryParse(value, out length, out int used) && used == value.Length;
        if (strict && (!number || (fields.ContentLength != Unframed && fields.ContentLength != length)))
        {
            throw new WireException("Content-Length is one decimal number", offset);
        }

        if (number)
        {
            fields.ContentLength = length;
        }
    }

    // RFC 9112 section 6.3, in its order.
    private static (Framing Framing, long Length) FramingOf(MessageKind kind, bool strict, int status, bool replyToHead, FramingFields fields, long offset)
    {
        if (kind == MessageKind.Response && (replyToHead || status is >= 100 and < 200 or 204 or 304))
        {
            return (Framing.None, 0);
        }

        if (strict && fields.TransferEncoding && fields.ContentLength != Unframed)
        {
            throw new WireException("Transfer-Encoding and Content-Length must not come together", offset);
        }

        if (fields.Chunked)
        {
            return (Framing.Chunked, 0);
        }

        if (fields.ContentLength != Unframed && !fields.TransferEncoding)
        {
            return (Framing.ContentLength, fields.ContentLength);
        }

        return kind == MessageKind.Response ? (Framing.UntilClose, 0) : (Framing.None, 0);
    }

    private record struct FramingFields(long ContentLength)
    {
        public bool TransferEncoding { get; set; }

        public bool Chunked { get; set; }

        public bool ExpectsContinue { get; set; }
    }
}
