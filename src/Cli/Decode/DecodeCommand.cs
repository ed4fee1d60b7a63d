using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Decode;

/// <summary><c>scaleproxy decode</c>: read what was recorded again, with what is understood today.</summary>
internal static class DecodeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var recording = new Option<long?>("--recording") { Description = "This one alone, by its id (default: every recording)", HelpName = "N" };
        var command = new Command("decode", "Read the recordings again, and archive what earlier versions could not read; again, it adds nothing") { recording };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings, bulk: true);
            DecodeReport report = await RunAsync(archive, line.GetValue(recording), cancellation);
            if (settings.Json)
            {
                report.WriteJson();
            }
            else
            {
                report.Print();
            }

            return 0;
        });
        return command;
    }

    private static async Task<DecodeReport> RunAsync(ScaleArchive archive, long? only, CancellationToken cancellation)
    {
        var decoder = new RecordingDecoder(archive, TimeProvider.System);
        try
        {
            foreach (StoredRecording recording in archive.Recordings(only ?? 0, only ?? long.MaxValue))
            {
                cancellation.ThrowIfCancellationRequested();
                await decoder.ReadAsync(recording);
            }
        }
        finally
        {
            // Whatever ended it: what was found before is kept.
            await decoder.CompleteAsync();
        }

        return only is { } asked && decoder.Report.Recordings == 0
            ? throw new UserException($"there is no recording {asked}; `scaleproxy recordings list` shows which there are")
            : decoder.Report;
    }
}
