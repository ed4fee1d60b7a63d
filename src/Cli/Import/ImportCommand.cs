using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Capture;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Import;

/// <summary><c>scaleproxy import</c>: learn from captures.</summary>
internal static class ImportCommand
{
    private const int Failed = 1;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "pcap, pcapng, gzip of either, the text of Follow TCP Stream, or HAR; - reads standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        var hosts = new Option<string[]>("--host") { Description = "Also take what goes to this host for a scale's (with the hosts below it); may be repeated", HelpName = "NAME" };
        var all = new Option<bool>("--all") { Description = "Take every HTTP conversation for a scale's" };
        var command = new Command("import", "Learn from captures; importing a file again adds nothing") { files, hosts, all };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            var options = CaptureOptions.Default with { Hosts = line.GetValue(hosts) ?? [], All = line.GetValue(all) };
            return await RunAsync(settings, line.GetValue(files)!, options, cancellation);
        });
        return command;
    }

    /// <summary>Imports files one after the other; one that fails does not hold up the next.</summary>
    /// <returns>0, or 1 where one could not be read to its end.</returns>
    public static async Task<int> RunAsync(Settings settings, IReadOnlyList<string> paths, CaptureOptions options, CancellationToken cancellation)
    {
        await using ScaleArchive archive = OpenArchive.At(settings, bulk: true);
        var importer = new CaptureImporter(archive);
        var report = new ImportReport();
        try
        {
            foreach (string path in paths)
            {
                var observer = new ObserverThread(importer);
                try
                {
                    report.Add(path, CaptureFile.Read(path, options, observer, cancellation));
                }
                finally
                {
                    await observer.CompleteAsync();
                }

                await importer.CompleteAsync();
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
