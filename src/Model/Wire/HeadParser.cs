using System.Buffers;
using System.Buffers.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Reads a complete head: is the start line one, are the lines header fields, and how is the body framed
/// (RFC 9112 sections 2 to 6). It allocates nothing; the strict reading throws where the tolerant one makes do.
/// </summary>
internal static class HeadParser
{
    // token characters (RFC 9110 section 5.6.2)
    private static readonly SearchValues<byte> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // LF is there where a line was folded (obs-fold).
    private static readonly SearchValues<byte> s_notInValue = SearchValues.Create("\r\n\0"u8);

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

    /// <summary>Refuses a line, without its end, that cannot begin a message of that kind.</summary>
    /// <exception cref="WireException">It cannot.</exception>
    public static void RequireStartLine(MessageKind kind, ReadOnlySpan<byte> line, long offset)
    {
        if (!IsStartLine(kind, line))
        {
            if (kind == MessageKind.Response)
            {
                throw new WireException("a response begins with HTTP/1.1 SP STATUS", offset);
            }

            ReadOnlySpan<byte> version = line[(line.LastIndexOf((byte)' ') + 1)..];
            throw version.StartsWith("HTTP/"u8) && !IsVersion(version)
                ? new WireException("the versions of HTTP read here are 1.1 and 1.0", offset, 505)
                : new WireException("a request begins with METHOD SP TARGET SP HTTP/1.1", offset);
        }

        if (line.ContainsAny((byte)'\r', (byte)'\0'))
        {
            throw new WireException("a start line must not hold CR or NUL", offset);
        }
    }

    /// <summary>Refuses a line, without its end, that is no header or trailer field.</summary>
    /// <param name="line">The line with what was folded onto it.</param>
    /// <param name="colon">Where its first colon is, where that ends a name; see <see cref="HeaderList.Enumerator.FindColon"/>.</param>
    /// <param name="offset">Where in the stream it begins.</param>
    /// <exception cref="WireException">It is none.</exception>
    public static void RequireField(ReadOnlySpan<byte> line, int colon, long offset)
    {
        if (colon > 0 && !line[..colon].ContainsAnyExcept(s_token) && !line[colon..].ContainsAny(s_notInValue))
        {
            return;
        }

        int folded = line.IndexOf((byte)'\n');
        if (folded >= 0 || line[0] is (byte)' ' or (byte)'\t')
        {
            throw new WireException("a header line must not begin with white space (obs-fold)", offset + folded + 1);
        }

        throw line.ContainsAny((byte)'\r', (byte)'\0') && colon > 0 && !line[..colon].ContainsAnyExcept(s_token)
            ? new WireException("a header value must not hold CR or NUL", offset)
            : new WireException("a header line is a name, a colon and a value, with no white space before the colon", offset);
    }

    /// <summary>The same for a line whose colon was not looked for yet.</summary>
    public static void RequireField(ReadOnlySpan<byte> line, long offset) => RequireField(line, line.IndexOf((byte)':'), offset);

    /// <summary>Reads a head whose start line is known to be one.</summary>
    /// <param name="kind">What kind of message it begins.</param>
    /// <param name="strictness">How to take what breaks a rule.</param>
    /// <param name="head">The head through its empty line; without one only where the tolerant reader was cut short.</param>
    /// <param name="offset">Where in the stream it begins, for the error's sake.</param>
    /// <param name="replyToHead">The response answers a HEAD request and has no body, whatever it says.</param>
    /// <param name="scan">Who found the head's end; null where nobody did. The strict reading looks at every line all the same.</param>
    /// <exception cref="WireException">A rule was broken, in the strict reading.</exception>
    public static HeadShape Parse(MessageKind kind, Strictness strictness, ReadOnlySpan<byte> head, long offset, bool replyToHead, HeadScan? scan = null)
    {
        bool strict = strictness == Strictness.Strict;
        int headersAt = head.IndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> startLine = head[..(headersAt > 1 && head[headersAt - 2] == '\r' ? headersAt - 2 : headersAt - 1)];

        var fields = new FramingFields();
        if (!strict && scan is not null && scan.TryGetNoted(out ReadOnlySpan<int> lines))
        {
            ReadNoted(head, lines, offset, ref fields);
        }
        else
        {
            ReadAll(head, headersAt, strict, offset, ref fields);
        }

        bool http10 = startLine[kind == MessageKind.Response ? 7 : ^1] == '0';
        int status = kind == MessageKind.Response && Utf8Parser.TryParse(startLine[9..], out int code, out _) ? code : 0;
        // A server must pass over an expectation of HTTP/1.0 (RFC 9110 section 10.1.1).
        bool expectsContinue = fields.ExpectsContinue && kind == MessageKind.Request && !http10;
        (Framing framing, long length) = FramingOf(kind, strict, http10, replyToHead || HasNoBody(status), fields, offset);
        bool keepsAlive = framing != Framing.UntilClose && !fields.Closes && (fields.KeepsAlive || !http10);
        return new HeadShape(head.Length, startLine.Length, headersAt, framing, length, expectsContinue, keepsAlive, fields.IsEncoded, status);
    }

    /// <summary>Whether a header line may be one of those that are read here: a cheap test that most lines fail.</summary>
    /// <param name="line">A line, not empty, without its end.</param>
    public static bool MayMatter(ReadOnlySpan<byte> line) =>
        line[0] is (byte)'C' or (byte)'c' or (byte)'T' or (byte)'t' or (byte)'E' or (byte)'e'
        && (IsNameOf(line, 6) || IsNameOf(line, 10) || IsNameOf(line, 14) || IsNameOf(line, 16) || IsNameOf(line, 17));

    private static bool IsNameOf(ReadOnlySpan<byte> line, int length) => length < line.Length && line[length] is (byte)':' or (byte)' ' or (byte)'\t';

    private static void ReadNoted(ReadOnlySpan<byte> head, ReadOnlySpan<int> starts, long offset, ref FramingFields fields)
    {
        foreach (int start in starts)
        {
            var line = new HeaderList.Enumerator(head[start..]);
            if (line.MoveToLine() && line.FindColon() > 0)
            {
                fields.Read(line.Current, strict: false, offset + start);
            }
        }
    }

    private static void ReadAll(ReadOnlySpan<byte> head, int headersAt, bool strict, long offset, ref FramingFields fields)
    {
        int at = headersAt;
        var lines = new HeaderList.Enumerator(head[headersAt..]);
        while (lines.MoveToLine())
        {
            if (strict)
            {
                RequireField(lines.Line, lines.FindColon(), offset + at);
            }

            if (MayMatter(lines.Line) && lines.FindColon() > 0)
            {
                fields.Read(lines.Current, strict, offset + at);
            }

            at = head.Length - lines.Remaining;
        }
    }

    private static bool IsVersion(ReadOnlySpan<byte> version) =>
        version.Length == 8 && version.StartsWith("HTTP/1."u8) && version[7] is (byte)'0' or (byte)'1';

    private static bool HasNoBody(int status) => status is >= 100 and < 200 or 204 or 304;

    // RFC 9112 section 6.3, in its order.
    private static (Framing Framing, long Length) FramingOf(MessageKind kind, bool strict, bool http10, bool noBody, FramingFields fields, long offset)
    {
        if (noBody)
        {
            return (Framing.None, 0);
        }

        if (strict && fields.TransferEncoding && fields.ContentLength is not null)
        {
            throw new WireException("Transfer-Encoding and Content-Length must not come together", offset);
        }

        if (strict && fields.TransferEncoding && http10)
        {
            throw new WireException("HTTP/1.0 knows no Transfer-Encoding", offset);
        }

        if (fields.Chunked)
        {
            return (Framing.Chunked, 0);
        }

        if (fields.ContentLength is { } length && !fields.TransferEncoding)
        {
            return (Framing.ContentLength, length);
        }

        return kind == MessageKind.Response ? (Framing.UntilClose, 0) : (Framing.None, 0);
    }
}
