using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Wire;

/// <summary>
/// The notation of wire tests: bytes are written as text, messages are shown as one line each.
/// <code>
/// POST /a HTTP/1.1 [Content-Length: 10] length "action=get"
/// HTTP/1.1 200 OK [Transfer-Encoding: chunked] chunks 5;a=b 6 "hello world" trailer [X: y]
/// HTTP/1.0 200 OK close "and so on" (cut)
/// ! 400 at 17: what the rule says
/// </code>
/// A letter that comes sixteen times or more in a row is written <c>(128 × a)</c>.
/// </summary>
internal static partial class Transcript
{
    /// <summary>The bytes of a text whose lines (a raw string's LF) end with CRLF on the wire.</summary>
    public static byte[] Crlf(string text) => Bytes(text.ReplaceLineEndings("\r\n"));

    /// <summary>The bytes of a text as it stands, a letter for a byte.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A message in one line.</summary>
    public static string Show(WireMessage message)
    {
        var line = new StringBuilder(Text(message.StartLine));
        ShowFields(line, message.Headers);
        switch (message.Framing)
        {
            case Framing.ContentLength:
                line.Append(" length ");
                break;
            case Framing.Chunked:
                line.Append(" chunks ");
                foreach (Chunk chunk in message.Chunks)
                {
                    line.Append(Text(chunk.SizeLine)).Append(' ');
                }

                break;
            case Framing.UntilClose:
                line.Append(" close ");
                break;
            default:
                message.Body.Length.Should().Be(0, "a message without framing has no body");
                break;
        }

        if (message.Framing != Framing.None)
        {
            line.Append('"').Append(Text(message.Body.Span)).Append('"');
        }

        var trailer = new StringBuilder();
        ShowFields(trailer, message.Trailers);
        if (trailer.Length > 0)
        {
            line.Append(" trailer").Append(trailer);
        }

        return line.Append(message.Truncated ? " (cut)" : "").ToString();
    }

    /// <summary>An exchange in one line: the request, interim replies, and the reply; <c>?</c> where there is none.</summary>
    public static string Show(Exchange exchange) =>
        string.Join(" => ", [
            Show(exchange.Request),
            .. exchange.Interim.Select(Show),
            exchange.Response is { } reply ? Show(reply) : "?",
        ]);

    /// <summary>A broken rule in one line.</summary>
    public static string Show(WireException error) =>
        string.Create(CultureInfo.InvariantCulture, $"! {error.Status} at {error.Offset}: {error.Rule}");

    private static void ShowFields(StringBuilder line, HeaderList fields)
    {
        foreach (HeaderField field in fields)
        {
            line.Append(" [").Append(Text(field.Name)).Append(": ").Append(Text(field.Value)).Append(']');
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Text(Encoding.Latin1.GetString(bytes));

    private static string Text(string text) =>
        LongRun().Replace(text, run => string.Create(CultureInfo.InvariantCulture, $"({run.Length} × {run.Value[0]})"))
            .Replace("\r", @"\r", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal)
            .Replace("\t", @"\t", StringComparison.Ordinal)
            .Replace("\0", @"\0", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<letter>.)\k<letter>{15,}", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 60_000)]
    private static partial Regex LongRun();
}
