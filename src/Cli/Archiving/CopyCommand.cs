using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Copying;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Archiving;

/// <summary><c>scaleproxy archive copy</c>: everything from one archive into another, of either engine.</summary>
internal static class CopyCommand
{
    private static readonly TimeSpan s_sayEvery = TimeSpan.FromSeconds(1);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The archive to copy: sqlite:PATH or postgres://…", HelpName = "URL", Required = true };
        var to = new Option<string>("--to") { Description = "The empty archive to copy into; interrupted, the same command goes on", HelpName = "URL", Required = true };
        var command = new Command("copy", "Copy everything from one archive into another, of either engine") { from, to };
        command.SetAction((line, cancellation) => RunAsync(Settings.At("--from", line.GetValue(from)!), Settings.At("--to", line.GetValue(to)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Settings from, Settings to, CancellationToken cancellation)
    {
        if (from.Server is null && !File.Exists(from.DatabasePath))
        {
            throw new UserException($"--from: there is no archive at {from.DatabasePath}");
        }

        if (from.Server is null && to.Server is null && from.DatabasePath == to.DatabasePath)
        {
            throw new UserException("--from and --to are the same archive");
        }

        using ArchiveLease source = await LeaseAsync(from);
        long said = 0;
        long rows = await ArchiveCopy.RunAsync(
            OpenArchive.OptionsOf(from),
            OpenArchive.OptionsOf(to),
            TimeProvider.System,
            progress =>
            {
                if (progress.Rows == progress.Of || TimeProvider.System.GetElapsedTime(said) >= s_sayEvery)
                {
                    said = TimeProvider.System.GetTimestamp();
                    Console.Error.WriteLine($"{progress.Table}: {progress.Rows:N0} of {Plural.Of(progress.Of, "row")}");
                }
            },
            cancellation);
        Console.WriteLine($"copied {Plural.Of(rows, "row")}; name the new archive with --db from now on");
        return 0;
    }

    // Nobody answers scales from it while it is copied: what came meanwhile would be missing.
    private static async Task<ArchiveLease> LeaseAsync(Settings settings)
    {
        await using ScaleArchive archive = OpenArchive.At(settings);
        return archive.TakeServeLease("scaleproxy archive copy");
    }
}
