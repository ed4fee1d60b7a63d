using System.CommandLine;
using ScaleProxy.Archive.Maintenance;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Archiving;

/// <summary><c>scaleproxy archive check</c>: whether everything in the archive is there and can be read.</summary>
internal static class CheckCommand
{
    private const int Failed = 1;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("check", "Go through all of the archive: what is wrong, and how to mend it; also while serve runs");
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);

            // It may take a while, and SQLite cannot be interrupted by a token.
            ArchiveReport report = await Task.Run(() => ArchiveCheckup.Run(OpenArchive.OptionsOf(settings)), CancellationToken.None).WaitAsync(cancellation);
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => ReportText.WriteJson(json, report));
            }
            else
            {
                ReportText.Print(report);
            }

            if (report.Faults.Count == 0)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync($"scaleproxy: archive {report.Name}: {Plural.Of(report.Faults.Count, "thing")} to mend");
            return Failed;
        });
        return command;
    }
}
