using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive;
using ScaleProxy.Capture;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Import;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Replay.Simulation;
using ScaleProxy.Replay.Simulation.Calling;

namespace ScaleProxy.Cli.Demo;

/// <summary><c>scaleproxy demo</c>: the whole way once, from a capture to a weight in the archive, without a scale.</summary>
internal static class DemoCommand
{
    private static readonly MeasuredValue s_weight = new(MeasureType.Weight, 77_110, -3);

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("demo", "Import the sample capture, serve it, weigh in once with a simulated scale, and show the result (in a folder of its own, unless --data is given)");
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            if (common.NamesData(line))
            {
                await RunAsync(settings, cancellation);
                return 0;
            }

            DirectoryInfo folder = Directory.CreateTempSubdirectory("scaleproxy-demo-");
            try
            {
                await RunAsync(Settings.From(folder.FullName, null, settings.Json, settings.Verbose), cancellation);
            }
            finally
            {
                folder.Delete(recursive: true);
            }

            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Settings settings, CancellationToken cancellation)
    {
        await using ScaleArchive archive = OpenArchive.At(settings);
        using ArchiveLease lease = archive.TakeServeLease("scaleproxy demo");
        Profile scale = await ImportAsync(archive, cancellation);

        await using var server = new ScaleServer(
            new IPEndPoint(IPAddress.Loopback, 0), new ArchiveKeeper(archive, TimeProvider.System), new ServeOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        IPEndPoint address = IPEndPoint.Parse(await server.StartAsync(cancellation));
        await Console.Error.WriteLineAsync($"serve     answering in the vendor's place on {address}");

        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        try
        {
            await new SimulatedScale(new ScaleIdentity(scale.Mac, scale.Secret!), TimeProvider.System).CallAsync(address, new ScalePlan { Weights = [s_weight] }, cancellation);
        }
        catch (SimulationException e)
        {
            throw new UserException("the simulated scale was not content: " + e.Message);
        }

        await server.StopAsync();
        await Console.Error.WriteLineAsync("weigh in  a simulated scale said once, session, measure, session: every reply was as it should be");
        await Console.Error.WriteLineAsync("archive   what stands there now:");
        // The scale counts in whole seconds.
        IEnumerable<StoredMeasurement> weighed = archive.Measurements(new MeasurementQuery(Mac: scale.Mac, Since: before.AddSeconds(-1)));
        if (settings.Json)
        {
            JsonDocumentWriter.Write(json => MeasurementJson.Write(json, weighed));
        }
        else
        {
            MeasurementsCommand.Print(weighed);
        }
    }

    private static async Task<Profile> ImportAsync(ScaleArchive archive, CancellationToken cancellation)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "captures", "weigh-in.pcap");
        var importer = new CaptureImporter(archive, new HistoryImporter(archive, static () => HistoryOwner.Unknown, TimeProvider.System));
        CaptureSummary summary = CaptureFile.Read(path, CaptureOptions.Default, importer, cancellation);
        await importer.CompleteAsync();
        if (summary.Error is { } error)
        {
            throw new UserException(error);
        }

        Profile scale = importer.Devices.Select(importer.ProfileOf).FirstOrDefault(profile => profile?.Secret is not null)
            ?? throw new UserException($"{path} holds no scale with its secret; it is not the sample that this program came with");
        await Console.Error.WriteLineAsync($"import    {Path.GetFileName(path)}: {Plural.Of(summary.Exchanges, "exchange")} of {scale.Mac} with its vendor, its secret among them");
        return scale;
    }
}
