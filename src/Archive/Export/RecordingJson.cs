using System.Text;
using System.Text.Json;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Archive.Export;

/// <summary>Recordings as scripts rely on them.</summary>
public static class RecordingJson
{
    /// <summary>Writes a list of recordings, without their exchanges.</summary>
    public static void WriteList(Utf8JsonWriter json, IEnumerable<StoredRecording> recordings)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(recordings);
        json.WriteStartArray();
        foreach (StoredRecording recording in recordings)
        {
            json.WriteStartObject();
            WriteHead(json, recording);
            json.WriteNumber("exchanges", recording.ExchangeCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one recording, exchange by exchange.</summary>
    public static void Write(Utf8JsonWriter json, StoredRecording recording) => Write(json, recording, static (_, _, _) => { });

    /// <summary>Writes one recording, exchange by exchange.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="recording">The recording.</param>
    /// <param name="more">Writes further members of an exchange.</param>
    public static void Write(Utf8JsonWriter json, StoredRecording recording, Action<Utf8JsonWriter, RecordedExchange, ReadExchange> more)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(more);
        json.WriteStartObject();
        WriteHead(json, recording);
        json.WriteStartArray("exchanges");
        foreach (RecordedExchange recorded in recording.Exchanges)
        {
            ReadExchange exchange = ReadExchange.From(recorded);
            json.WriteStartObject();
            json.WriteString("method", exchange.Request is null ? null : Encoding.Latin1.GetString(exchange.Request.Method));
            json.WriteString("target", exchange.Request?.TargetText);
            json.WriteTime("startedAt", recorded.StartedAt);
            json.WriteNumber("repeats", recorded.Repeats);
            WriteHeaders(json, "requestHeaders", exchange.Request);
            json.WriteString("requestBody", TextOf(exchange.Request));
            json.WriteOptional("status", exchange.Response?.StatusCode);
            WriteHeaders(json, "responseHeaders", exchange.Response);
            json.WriteString("responseBody", TextOf(exchange.Response));
            WriteChunks(json, exchange.Response);
            more(json, recorded, exchange);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, StoredRecording recording)
    {
        json.WriteNumber("id", recording.Id);
        json.WriteString("mac", recording.Mac);
        json.WriteTime("startedAt", recording.StartedAt);
        json.WriteString("source", recording.Source);
        json.WriteString("client", recording.Client);
        json.WriteString("server", recording.Server);
    }

    private static void WriteHeaders(Utf8JsonWriter json, string name, WireMessage? message)
    {
        json.WriteStartArray(name);
        if (message is not null)
        {
            foreach (KeyValuePair<string, string> field in message.Headers.ToTexts())
            {
                json.WriteStartArray();
                json.WriteStringValue(field.Key);
                json.WriteStringValue(field.Value);
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteChunks(Utf8JsonWriter json, WireMessage? response)
    {
        if (response?.Framing != Framing.Chunked)
        {
            json.WriteNull("chunks");
            return;
        }

        json.WriteStartArray("chunks");
        foreach (Chunk chunk in response.Chunks)
        {
            json.WriteNumberValue(chunk.Size);
        }

        json.WriteEndArray();
    }

    private static string? TextOf(WireMessage? message) => message is null ? null : Encoding.UTF8.GetString(message.Body.Span);
}
