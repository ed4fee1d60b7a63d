using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Export;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Show;

/// <summary><c>scaleproxy recordings</c>: what was recorded.</summary>
internal static class RecordingsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("recordings", "What was recorded");
        command.Subcommands.Add(CreateList(common));
        command.Subcommands.Add(CreateShow(common));
        command.Subcommands.Add(RecordingsExportCommand.Create(common));
        return command;
    }

    private static Command CreateList(CommonOptions common)
    {
        var command = new Command("list", "Every conversation, oldest first");
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json =>
                {
                    json.WriteStartArray();
                    foreach (StoredRecording recording in archive.Recordings())
                    {
                        json.WriteStartObject();
                        WriteHead(json, recording);
                        json.WriteNumber("exchanges", recording.ExchangeCount);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
            }
            else
            {
                Listing.Print(
                    ["ID", "STARTED", "SCALE", "FROM", "EXCHANGES", "CLIENT", "SERVER"],
                    archive.Recordings().Select(recording => (IReadOnlyList<string>)
                    [
                        recording.Id.ToString(CultureInfo.InvariantCulture),
                        MomentText.Of(recording.StartedAt),
                        recording.Mac ?? "-",
                        recording.Source,
                        recording.ExchangeCount.ToString(CultureInfo.InvariantCulture),
                        recording.Client,
                        recording.Server,
                    ]),
                    "nothing was recorded yet");
            }

            return 0;
        });
        return command;
    }

    private static Command CreateShow(CommonOptions common)
    {
        var number = new Argument<long>("N") { Description = "The recording's id" };
        var whole = new Option<bool>("--whole") { Description = "With the scale's secret, its Wi-Fi's name, hashes, tokens, MACs and names" };
        var command = new Command("show", "One conversation, exchange by exchange, redacted unless --whole is given") { number, whole };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            long id = line.GetValue(number);
            StoredRecording recording = archive.FindRecording(id)
                ?? throw new UserException($"there is no recording {id}; `scaleproxy recordings list` shows which there are");
            recording = line.GetValue(whole) ? recording : RedactedRecording.Of(recording);
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => WriteJson(json, recording));
            }
            else
            {
                Print(recording);
            }

            return 0;
        });
        return command;
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

    private static void WriteJson(Utf8JsonWriter json, StoredRecording recording)
    {
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
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
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

    private static void Print(StoredRecording recording)
    {
        using Stream output = Console.OpenStandardOutput();
        foreach (RecordedExchange exchange in recording.Exchanges)
        {
            output.Write(exchange.Request.Span);
            output.Write("\n\n"u8);
            output.Write(exchange.Response.Span);
            output.Write("\n"u8);
            if (exchange.Repeats > 1)
            {
                output.Write(Encoding.UTF8.GetBytes($"({Plural.Of(exchange.Repeats - 1, "time")} again)\n"));
            }
        }
    }
}
