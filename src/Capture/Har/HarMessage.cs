using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ScaleProxy.Capture.Har;

/// <summary>
/// One message of a HAR entry, written as it was on the wire as far as HAR tells: the start line, the headers in
/// order, the content. HAR shows content with its framing taken off, so a chunked body becomes one chunk.
/// </summary>
internal sealed class HarMessage
{
    private readonly ArrayBufferWriter<byte> _wire = new();

    /// <summary>Where the request went; empty for a reply.</summary>
    public string Url { get; private init; } = "";

    /// <summary>Host and port of <see cref="Url"/>.</summary>
    public string Authority { get; private init; } = "";

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _wire.WrittenSpan;

    /// <summary>The Content-Length was that of other bytes than HAR shows (packed ones).</summary>
    public bool IsReframed { get; private set; }

    /// <summary>Nothing in the head says where the content ends.</summary>
    public bool IsUntilClose { get; private set; }

    /// <summary>The request of an entry.</summary>
    /// <exception cref="InvalidOperationException">A part is of another kind than HAR has it.</exception>
    public static HarMessage OfRequest(JsonElement entry)
    {
        JsonElement request = Part(entry, "request") ?? throw new InvalidOperationException("there is no request");
        string url = Text(request, "url");
        bool isAbsolute = Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https";
        var message = new HarMessage { Url = url, Authority = isAbsolute ? address!.Authority : "" };
        string target = isAbsolute ? TargetOf(url) : url;
        byte[] body = Part(request, "postData") is { } posted ? Encoding.UTF8.GetBytes(PostedText(posted)) : [];
        message.Write($"{Text(request, "method")} {target} {Version(request)}", request, body, isRequest: true);
        return message;
    }

    /// <summary>The reply of an entry; null where none came.</summary>
    /// <exception cref="InvalidOperationException">A part is of another kind than HAR has it.</exception>
    /// <exception cref="FormatException">The content is not the base64 it claims to be.</exception>
    public static HarMessage? OfReply(JsonElement entry)
    {
        if (Part(entry, "response") is not { } response
            || !response.TryGetProperty("status", out JsonElement status) || !status.TryGetInt32(out int code) || code is < 100 or > 999)
        {
            return null;
        }

        var message = new HarMessage();
        byte[] body = [];
        if (Part(response, "content") is { } content)
        {
            string text = Text(content, "text");
            body = Text(content, "encoding") == "base64" ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
        }

        message.Write($"{Version(response)} {code.ToString(CultureInfo.InvariantCulture)} {Text(response, "statusText")}", response, body, isRequest: false);
        return message;
    }

    /// <summary>A text of an object; empty where it is not there.</summary>
    public static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static JsonElement? Part(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    // The URL's own spelling is kept; Uri would change escapes.
    private static string TargetOf(string url)
    {
        int path = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        string target = path < 0 ? "/" : url[path..];
        int fragment = target.IndexOf('#', StringComparison.Ordinal);
        return fragment < 0 ? target : target[..fragment];
    }

    private static string Version(JsonElement part)
    {
        string version = Text(part, "httpVersion").ToUpperInvariant();
        return version is "HTTP/1.0" ? version : "HTTP/1.1";
    }

    private static string PostedText(JsonElement posted)
    {
        string text = Text(posted, "text");
        if (text.Length > 0 || !posted.TryGetProperty("params", out JsonElement fields) || fields.ValueKind != JsonValueKind.Array)
        {
            return text;
        }

        return string.Join('&', fields.EnumerateArray().Select(field => $"{Uri.EscapeDataString(Text(field, "name"))}={Uri.EscapeDataString(Text(field, "value"))}"));
    }

    private void Write(string startLine, JsonElement part, byte[] body, bool isRequest)
    {
        WriteLine(startLine);
        bool chunked = false;
        bool counted = false;
        if (part.TryGetProperty("headers", out JsonElement headers) && headers.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement header in headers.EnumerateArray())
            {
                WriteHeader(Text(header, "name"), Text(header, "value"), body.Length, ref chunked, ref counted);
            }
        }

        if (isRequest && body.Length > 0 && !chunked && !counted)
        {
            // HTTP/2 needs none; without one a request's body would be nobody's.
            WriteLine(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}"));
        }

        WriteLine("");
        IsUntilClose = !isRequest && !chunked && !counted;
        if (chunked)
        {
            WriteChunks(body);
        }
        else
        {
            _wire.Write(body);
        }
    }

    private void WriteHeader(string name, string value, int bodyLength, ref bool chunked, ref bool counted)
    {
        // HTTP/2 carries the start line as headers whose names begin with a colon.
        if (name.Length == 0 || name[0] == ':')
        {
            return;
        }

        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            chunked |= value.Contains("chunked", StringComparison.OrdinalIgnoreCase);
        }
        else if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && !chunked)
        {
            counted = true;
            string length = bodyLength.ToString(CultureInfo.InvariantCulture);
            IsReframed |= value != length;
            value = length;
        }

        // Some writers join the values of headers that came several times by line ends.
        foreach (string line in value.Split('\n'))
        {
            WriteLine($"{name}: {line.TrimEnd('\r')}");
        }
    }

    private void WriteChunks(byte[] body)
    {
        if (body.Length > 0)
        {
            WriteLine(body.Length.ToString("x", CultureInfo.InvariantCulture));
            _wire.Write(body);
            WriteLine("");
        }

        WriteLine("0");
        WriteLine("");
    }

    private void WriteLine(string line)
    {
        _wire.Write(Encoding.Latin1.GetBytes(line));
        _wire.Write("\r\n"u8);
    }
}
