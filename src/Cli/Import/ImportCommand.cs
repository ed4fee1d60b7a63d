using System.CommandLine;
using System.Security.Cryptography;
using ScaleProxy.Archive;
using ScaleProxy.Capture;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;

namespace ScaleProxy.Cli.Import;

/// <summary><c>scaleproxy import</c>: learn from captures, and take in what was weighed before.</summary>
internal static class ImportCommand
{
    private const int Failed = 1;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        Argument<string[]> files = FileArgument.Create(
            "A capture (pcap, pcapng, gzip of either, the text of Follow TCP Stream, HAR) or an export (the vendor's weight.csv or the ZIP with it, openScale's CSV, jsonl of this program); - reads standard input");
        var hosts = new Option<string[]>("--host") { Description = "Also take what goes to this host for a scale's (with the hosts below it); may be repeated", HelpName = "NAME" };
        var all = new Option<bool>("--all") { Description = "Take every HTTP conversation for a scale's" };
        var user = new Option<string?>("--user") { Description = "Whose the measurements of an export are that does not say: short name or vendor id", HelpName = "U" };
        var mac = new Option<string?>("--mac") { Description = "Which scale's they are (default the only one known)", HelpName = "M" };
        var timezone = new Option<string?>("--timezone") { Description = "The time zone of an export's times (default this machine's)", HelpName = "ZONE" };
        var command = new Command("import", "Learn from captures, and take in exports; importing a file again adds nothing") { files, hosts, all, user, mac, timezone };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            var options = CaptureOptions.Default with { Beside = true, Hosts = line.GetValue(hosts) ?? [], All = line.GetValue(all), TimeZone = TimeZoneText.Read("--timezone", line.GetValue(timezone)) };

            // The library that hashes is large, and is loaded with the first hash: beside the opening of the archive that costs no time.
            _ = Task.Run(static () => SHA256.HashData([]), CancellationToken.None);
            await using ScaleArchive archive = OpenArchive.At(settings, bulk: true);
            string? scale = MacArgument.Read("--mac", line.GetValue(mac));
            var history = new HistoryImporter(archive, () => HistoryOwner.Find(archive, line.GetValue(user), scale), TimeProvider.System);
            return await RunAsync(settings, new CaptureImporter(archive, history), line.GetValue(files)!, options, cancellation);
        });
        return command;
    }

    /// <summary>Imports files one after the other; one that fails does not hold up the next.</summary>
    /// <returns>0, or 1 where one could not be read to its end.</returns>
    private static async Task<int> RunAsync(Settings settings, CaptureImporter importer, IReadOnlyList<string> paths, CaptureOptions options, CancellationToken cancellation)
    {
        var report = new ImportReport();
        try
        {
            foreach (string path in paths)
            {
                report.Add(await ImportedFile.TakeAsync(path, importer, () => CaptureFile.Read(path, options, importer, cancellation)));
            }
        }
        finally
        {
            // Whatever ended it: what was whole before is kept.
            await importer.CompleteAsync();
            report.Finish(importer);
        }

        if (settings.Json)
        {
            report.WriteJson();
        }
        else
        {
            report.Print(settings.Verbose);
        }

        foreach (string error in report.Errors)
        {
            await Console.Error.WriteLineAsync("scaleproxy: " + error);
        }

        return report.Errors.Count == 0 ? 0 : Failed;
    }
}
