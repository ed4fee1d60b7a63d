using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;

namespace ScaleProxy.Cli.Export;

/// <summary><c>scaleproxy export</c>: hand measurements on to another program.</summary>
internal static class ExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var format = new Option<string>("--format") { Description = "How they are written", Required = true };
        format.AcceptOnlyFromAmong("csv", "jsonl", "influx", "openscale", "fit", "mysql", "prometheus");
        var which = new MeasurementOptions();
        var output = new Option<string?>("--output") { Description = "Write to this file (default: standard output)", HelpName = "FILE" };
        var follow = new Option<bool>("--follow") { Description = "Go on as measurements arrive, until Ctrl-C" };
        var redact = new Option<bool>("--redact") { Description = "Put pseudonyms in the place of scales and people" };
        var command = new Command("export", "Hand measurements on, oldest first") { format };
        which.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(follow);
        command.Options.Add(redact);
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            MeasurementQuery query = which.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            IMeasurementFormat written = FormatOf(line.GetValue(format)!, archive);
            using var disposable = written as IDisposable;
            if (line.GetValue(follow) && !written.CanFollow)
            {
                throw new UserException($"--follow: {line.GetValue(format)} is written when everything is known; take csv, jsonl, influx, openscale or mysql");
            }

            await using Stream stream = OutputFile.Open(line.GetValue(output));
            var exporter = new MeasurementExporter(archive, written, line.GetValue(redact) ? new MeasurementPseudonyms() : null, new ExportBuffer(stream));
            if (line.GetValue(follow))
            {
                await exporter.FollowAsync(query, TimeProvider.System, cancellation);
            }
            else
            {
                exporter.Export(query, cancellation);
            }

            if (line.GetValue(output) is { } file)
            {
                await Console.Error.WriteLineAsync($"wrote {file}: {Plural.Of(exporter.Count, "measurement")}");
            }

            return 0;
        });
        return command;
    }

    private static IMeasurementFormat FormatOf(string name, ScaleArchive archive) => name switch
    {
        "csv" => new CsvFormat(),
        "jsonl" => new JsonLinesFormat(),
        "influx" => new InfluxFormat(),
        "openscale" => new OpenScaleFormat(TimeZoneInfo.Local),
        "fit" => new FitFormat(TimeProvider.System.GetUtcNow()),
        "mysql" => new MysqlFormat(archive.ClientOf),
        "prometheus" => new PrometheusFormat(),
        _ => throw new UserException($"--format: there is no '{name}'"),
    };
}
