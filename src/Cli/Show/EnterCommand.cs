using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.People;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.Show;

/// <summary><c>scaleproxy measurements add</c>: a weight entered by hand.</summary>
internal static class EnterCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        Argument<string> who = PersonArgument.Create("PERSON");
        var weight = new Argument<string>("KG") { Description = "What they weighed, in kilograms" };
        var at = new Option<string?>("--at") { Description = "When; now where it is left out", HelpName = "TIME" };
        var fat = new Option<decimal?>("--fat") { Description = "Fat, percent", HelpName = "PERCENT" };
        var command = new Command("add", "Enter a weight by hand, from another scale or from memory") { who, weight, at, fat };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            Person person = PersonArgument.Find(archive.People(), "PERSON", line.GetValue(who)!);
            var weighing = new ManualWeighing(
                person.VendorIds[0],
                (MomentText.Read("--at", line.GetValue(at)) ?? now).ToUnixTimeSeconds(),
                PersonOptions.Grams("KG", line.GetValue(weight)!),
                line.GetValue(fat) is { } percent ? FatRatio(percent) : null);
            long before = archive.NewestMeasurement();
            EntryOutcome outcome = await archive.WriteAsync(new ArchiveEntry { Measurements = [weighing.ToArchive(now)] }, CancellationToken.None);
            if (outcome.Stored == 0)
            {
                throw new UserException("the same weight of that person at that time is archived already, be it among the deleted");
            }

            StoredMeasurement[] stored = [.. archive.Measurements(new MeasurementQuery(ArrivedAfter: before)).Where(one => one.Measurement.TakenAt == weighing.TakenAt)];
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => MeasurementJson.Write(json, stored));
            }
            else
            {
                MeasurementsCommand.Print(stored);
            }

            return 0;
        });
        return command;
    }

    private static int FatRatio(decimal percent) => percent is >= ManualWeighing.LeanestPercent and <= ManualWeighing.FattestPercent
        ? (int)decimal.Round(percent * 10)
        : throw new UserException($"--fat: {percent} % is nobody's fat; give {ManualWeighing.LeanestPercent} to {ManualWeighing.FattestPercent}");
}
