using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture.Har;

/// <summary>
/// Writes HAR 1.2, an entry at a time. HAR shows bodies with their framing off: chunks and interim replies are not in it; pcapng
/// keeps every byte.
/// </summary>
public sealed class HarWriter : IDisposable
{
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins a file.</summary>
    /// <param name="output">Where to; it stays open.</param>
    public HarWriter(Stream output)
    {
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteStartObject("log");
        _json.WriteString("version", "1.2");
        _json.WriteStartObject("creator");
        _json.WriteString("name", "ScaleProxy");
        _json.WriteString("version", typeof(HarWriter).Assembly.GetName().Version!.ToString(3));
        _json.WriteEndObject();
        _json.WriteStartArray("entries");
    }

    /// <summary>Writes an entry.</summary>
    /// <param name="connection">What tells its connection from others.</param>
    /// <param name="server">The server's address and port, for a request that names no host; empty where it is not known.</param>
    /// <param name="startedAt">When the request began.</param>
    /// <param name="request">The request.</param>
    /// <param name="reply">The final reply; null where there was none.</param>
    public void Write(string connection, string server, DateTimeOffset startedAt, WireMessage request, WireMessage? reply)
    {
        ArgumentNullException.ThrowIfNull(request);
        _json.WriteStartObject();
        _json.WriteString("startedDateTime", startedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        _json.WriteNumber("time", 0);
        WriteRequest(request, server);
        WriteReply(reply);
        _json.WriteStartObject("cache");
        _json.WriteEndObject();
        _json.WriteStartObject("timings");
        _json.WriteNumber("send", 0);
        _json.WriteNumber("wait", 0);
        _json.WriteNumber("receive", 0);
        _json.WriteEndObject();
        _json.WriteString("connection", connection);
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Ends the file.</summary>
    public void End()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static string UrlOf(WireMessage request, string server)
    {
        string target = request.TargetText;
        if (target.Contains("://", StringComparison.Ordinal))
        {
            return target;
        }

        string host = request.Headers.TryGet("Host"u8, out ReadOnlySpan<byte> named) ? Encoding.Latin1.GetString(named) : server;
        string scheme = server.EndsWith(":443", StringComparison.Ordinal) ? "https" : "http";
        return $"{scheme}://{(host.Length == 0 ? "localhost" : host)}{(target.StartsWith('/') ? target : "/" + target)}";
    }

    private void WriteRequest(WireMessage request, string server)
    {
        string url = UrlOf(request, server);
        _json.WriteStartObject("request");
        _json.WriteString("method", Encoding.Latin1.GetString(request.Method));
        _json.WriteString("url", url);
        WriteHead(request);
        _json.WriteStartArray("queryString");
        int query = url.IndexOf('?', StringComparison.Ordinal);
        foreach (string field in query < 0 ? [] : url[(query + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            _json.WriteStartObject();
            _json.WriteString("name", equals < 0 ? field : field[..equals]);
            _json.WriteString("value", equals < 0 ? string.Empty : field[(equals + 1)..]);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        if (!request.Body.IsEmpty)
        {
            _json.WriteStartObject("postData");
            _json.WriteString("mimeType", MediaTypeOf(request));
            _json.WriteString("text", Encoding.UTF8.GetString(request.Body.Span));
            _json.WriteEndObject();
        }

        WriteSizes(request);
        _json.WriteEndObject();
    }

    // HAR has no entry without a response; status 0 stands for none.
    private void WriteReply(WireMessage? reply)
    {
        _json.WriteStartObject("response");
        _json.WriteNumber("status", reply?.StatusCode ?? 0);
        _json.WriteString("statusText", reply is null ? string.Empty : ReasonOf(reply));
        WriteHead(reply);
        _json.WriteStartObject("content");
        _json.WriteNumber("size", reply?.Body.Length ?? 0);
        _json.WriteString("mimeType", reply is null ? "x-unknown" : MediaTypeOf(reply));
        if (reply is { Body.IsEmpty: false })
        {
            if (Utf8.IsValid(reply.Body.Span))
            {
                _json.WriteString("text", reply.Body.Span);
            }
            else
            {
                _json.WriteBase64String("text", reply.Body.Span);
                _json.WriteString("encoding", "base64");
            }
        }

        _json.WriteEndObject();
        _json.WriteString("redirectURL", reply is not null && reply.Headers.TryGet("Location"u8, out ReadOnlySpan<byte> location) ? Encoding.Latin1.GetString(location) : string.Empty);
        WriteSizes(reply);
        _json.WriteEndObject();
    }

    private void WriteHead(WireMessage? message)
    {
        _json.WriteString("httpVersion", message is null ? "unknown" : message.IsHttp10 ? "HTTP/1.0" : "HTTP/1.1");
        _json.WriteStartArray("cookies");
        _json.WriteEndArray();
        _json.WriteStartArray("headers");
        foreach (KeyValuePair<string, string> field in message?.Headers.ToTexts() ?? [])
        {
            _json.WriteStartObject();
            _json.WriteString("name", field.Key);
            _json.WriteString("value", field.Value);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteSizes(WireMessage? message)
    {
        _json.WriteNumber("headersSize", message?.Head.Length ?? -1);
        _json.WriteNumber("bodySize", message is null ? -1 : message.Raw.Length - message.Head.Length);
    }

    private static string MediaTypeOf(WireMessage message) =>
        message.Headers.TryGet("Content-Type"u8, out ReadOnlySpan<byte> type) ? Encoding.Latin1.GetString(type) : "x-unknown";

    private static string ReasonOf(WireMessage reply)
    {
        string line = Encoding.Latin1.GetString(reply.StartLine);
        int version = line.IndexOf(' ', StringComparison.Ordinal);
        int status = version < 0 ? -1 : line.IndexOf(' ', version + 1);
        return status < 0 ? string.Empty : line[(status + 1)..];
    }
}
