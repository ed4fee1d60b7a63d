using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ScaleProxy.SampleCaptures;

/// <summary>Conversations as people save them by hand.</summary>
public static class Texts
{
    /// <summary>"Follow TCP Stream": both directions one after the other.</summary>
    /// <param name="turns">The conversation.</param>
    /// <param name="bareLineFeeds">As an editor or a paste leaves it, without the carriage returns.</param>
    public static byte[] FollowStream(IReadOnlyList<Turn> turns, bool bareLineFeeds = false)
    {
        byte[] all = [.. turns.SelectMany(turn => turn.Bytes)];
        return bareLineFeeds ? [.. all.Where(letter => letter != (byte)'\r')] : all;
    }

    /// <summary>HAR 1.2. Content is shown as browsers show it: without chunks; interim replies are not in it.</summary>
    public static byte[] Har(IReadOnlyList<Turn> turns, DateTimeOffset begin)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartObject("log");
            json.WriteString("version", "1.2");
            json.WriteStartObject("creator");
            json.WriteString("name", "ScaleProxy sample captures");
            json.WriteString("version", "1");
            json.WriteEndObject();
            json.WriteStartArray("entries");
            int second = 0;
            foreach ((string request, string reply) in Exchanges(turns))
            {
                WriteEntry(json, request, reply, begin.AddSeconds(second++));
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static IEnumerable<(string Request, string Reply)> Exchanges(IReadOnlyList<Turn> turns)
    {
        var request = new StringBuilder();
        foreach (Turn turn in turns)
        {
            string text = Encoding.Latin1.GetString(turn.Bytes);
            if (turn.FromClient)
            {
                request.Append(text);
            }
            else if (!text.StartsWith("HTTP/1.1 1", StringComparison.Ordinal))
            {
                yield return (request.ToString(), text);
                request.Clear();
            }
        }
    }

    private static void WriteEntry(Utf8JsonWriter json, string request, string reply, DateTimeOffset at)
    {
        (string[] requestHead, string requestBody) = Split(request);
        (string[] replyHead, string replyBody) = Split(reply);
        string[] line = requestHead[0].Split(' ');
        string host = requestHead.First(header => header.StartsWith("Host: ", StringComparison.Ordinal))[6..];
        json.WriteStartObject();
        json.WriteString("startedDateTime", at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteNumber("time", 120);
        json.WriteStartObject("request");
        json.WriteString("method", line[0]);
        json.WriteString("url", $"http://{host}{line[1]}");
        json.WriteString("httpVersion", line[2]);
        WriteHeaders(json, requestHead);
        json.WriteStartObject("postData");
        json.WriteString("mimeType", "application/x-www-form-urlencoded");
        json.WriteString("text", requestBody);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("response");
        string[] status = replyHead[0].Split(' ', 3);
        json.WriteNumber("status", int.Parse(status[1], CultureInfo.InvariantCulture));
        json.WriteString("statusText", status[2]);
        json.WriteString("httpVersion", status[0]);
        WriteHeaders(json, replyHead);
        bool chunked = replyHead.Contains("Transfer-Encoding: chunked");
        json.WriteStartObject("content");
        json.WriteString("mimeType", "text/plain");
        json.WriteString("text", chunked ? replyBody.Split("\r\n")[1] : replyBody);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("connection", "49877");
        json.WriteEndObject();
    }

    private static void WriteHeaders(Utf8JsonWriter json, string[] head)
    {
        json.WriteStartArray("headers");
        foreach (string header in head.Skip(1))
        {
            int colon = header.IndexOf(": ", StringComparison.Ordinal);
            json.WriteStartObject();
            json.WriteString("name", header[..colon]);
            json.WriteString("value", header[(colon + 2)..]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static (string[] Head, string Body) Split(string message)
    {
        int end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (message[..end].Split("\r\n"), message[(end + 4)..]);
    }
}
