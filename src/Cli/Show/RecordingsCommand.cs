using System.CommandLine;
using System.Globalization;
using System.Text;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Export;

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
                JsonDocumentWriter.Write(json => RecordingJson.WriteList(json, archive.Recordings()));
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
                JsonDocumentWriter.Write(json => RecordingJson.Write(json, recording));
            }
            else
            {
                Print(recording);
            }

            return 0;
        });
        return command;
    }

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
