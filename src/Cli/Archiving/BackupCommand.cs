using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Maintenance;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Archiving;

/// <summary><c>scaleproxy archive backup</c>: a copy of the archive's file, made while it is in use.</summary>
internal static class BackupCommand
{
    private const int WholePercent = 100;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var file = new Argument<string>("FILE") { Description = "Where to; an archive of its own, to be put in the other one's place if that is ever lost" };
        var force = new Option<bool>("--force") { Description = "Replace FILE where it is there already" };
        var command = new Command("backup", "Copy the archive into a file, also while serve runs; the copy is checked before it gets its name") { file, force };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            ArchiveReport report = await Task.Run(() => Make(OpenArchive.OptionsOf(settings), line.GetValue(file)!, line.GetValue(force), cancellation), CancellationToken.None);
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => ReportText.WriteJson(json, report));
            }
            else
            {
                ReportText.Print(report);
            }

            return 0;
        });
        return command;
    }

    private static ArchiveReport Make(ArchiveOptions options, string file, bool force, CancellationToken cancellation) =>
        ProgressBar.IsWatched
            ? ProgressBar.Run(
                Path.GetFileName(file),
                WholePercent,
                bar => ArchiveBackup.Run(options, file, force, progress => bar.Report((long)WholePercent * progress.Pages / Math.Max(1, progress.Of)), cancellation),
                bytes: false)
            : ArchiveBackup.Run(options, file, force, static _ => { }, cancellation);
}
