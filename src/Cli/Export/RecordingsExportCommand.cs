using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Web.Recordings;

namespace ScaleProxy.Cli.Export;

/// <summary><c>scaleproxy recordings export</c>: give recordings to other tools.</summary>
internal static class RecordingsExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var numbers = new Argument<long[]>("N") { Description = "The recordings' ids", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every recording" };
        var format = new Option<string>("--format") { Description = "har (HAR 1.2), or pcapng (packets; keeps every byte)", Required = true };
        format.AcceptOnlyFromAmong("har", "pcapng");
        var output = new Option<string?>("--output") { Description = "Write to this file (default: standard output)", HelpName = "FILE" };
        var whole = new Option<bool>("--whole") { Description = "With the scale's secret, hashes, tokens, MACs, names: keep such a file to yourself" };
        var command = new Command("export", "Give recordings to other tools, redacted unless --whole is given") { numbers, all, format, output, whole };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            long[] ids = line.GetValue(numbers) ?? [];
            if (ids.Length == 0 != line.GetValue(all))
            {
                throw new UserException("recordings export: name the recordings, or give --all; `scaleproxy recordings list` shows which there are");
            }

            await using ScaleArchive archive = OpenArchive.At(settings);
            IEnumerable<StoredRecording> recordings = Find(archive, line.GetValue(all) ? archive.Recordings().Select(static recording => recording.Id) : ids)
                .Select(recording => line.GetValue(whole) ? recording : RedactedRecording.Of(recording));
            await using (var buffered = new BufferedStream(OutputFile.Open(line.GetValue(output))))
            {
                if (line.GetValue(format) == "pcapng")
                {
                    RecordingFile.WritePcapng(recordings, buffered);
                }
                else if (RecordingFile.WriteHar(recordings, buffered) is > 0 and var leftOut)
                {
                    await Console.Error.WriteLineAsync($"scaleproxy: {Plural.Of(leftOut, "exchange")} left out: no HTTP; --format pcapng keeps every byte");
                }
            }

            return 0;
        });
        return command;
    }

    private static IEnumerable<StoredRecording> Find(ScaleArchive archive, IEnumerable<long> ids)
    {
        foreach (long id in ids)
        {
            yield return archive.FindRecording(id)
                ?? throw new UserException($"there is no recording {id}; `scaleproxy recordings list` shows which there are");
        }
    }
}
