using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Body;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Show;

/// <summary><c>scaleproxy measurements</c>: what was archived, oldest first.</summary>
internal static class MeasurementsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var which = new MeasurementOptions();
        var command = new Command("measurements", "What was archived, oldest first")
        {
            AssignCommand.Create(common),
            AssignCommand.CreateUndo(common),
            EnterCommand.Create(common),
            DeletionCommand.Create(common),
            DeletionCommand.CreateUndo(common),
        };
        which.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            MeasurementQuery query = which.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            IEnumerable<StoredMeasurement> measurements = archive.Measurements(query);
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => MeasurementJson.Write(json, measurements));
            }
            else
            {
                Print(measurements);
            }

            return 0;
        });
        return command;
    }

    /// <summary>Prints measurements for people.</summary>
    public static void Print(IEnumerable<StoredMeasurement> measurements) =>
        Listing.Print(
            ["ID", "TAKEN", "PERSON", "WEIGHT", "OTHER VALUES", "SCALE", "FROM", "FORWARDED", "WORKED OUT", "WHY THIS PERSON"],
            measurements.Select(stored => (IReadOnlyList<string>)
            [
                stored.Id.ToString(CultureInfo.InvariantCulture),
                MomentText.Of(DateTimeOffset.FromUnixTimeSeconds(stored.Measurement.TakenAt)) + (stored.Plausible ? string.Empty : " (clock wrong?)"),
                PersonOf(stored),
                stored.Measurement.Find(MeasureType.Weight) is { } weight ? weight.ToDecimalText() + " kg" : "-",
                string.Join(", ", stored.Measurement.Values.Where(value => value.Type != MeasureType.Weight).Select(TextOf)),
                stored.Measurement.Mac,
                stored.Source.ToString().ToLowerInvariant(),
                stored.Forwarded.ToString().ToLowerInvariant(),
                TextOf(DerivedValues.Of(stored.Measurement, stored.Person)),
                stored.Assignment?.Reason ?? string.Empty,
            ]),
            "no measurements");

    private static string PersonOf(StoredMeasurement stored) =>
        stored.User is { Length: > 0 } name ? name
        : stored.UserId is { } id ? id.ToString(CultureInfo.InvariantCulture)
        : stored.Measurement.UserIds.Count == 0 ? "nobody" : string.Join(" or ", stored.Measurement.UserIds);

    // The name of a formula stands once, behind all that it gave.
    private static string TextOf(IReadOnlyList<DerivedValue> values) =>
        string.Join("; ", values.GroupBy(value => value.Formula, StringComparer.Ordinal).Select(group =>
            string.Join(", ", group.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Name} {value.Value} {value.Unit}"))) + $" ({group.Key})"));

    private static string TextOf(MeasuredValue value) =>
        $"{MeasureType.NameOf(value.Type)} {value.ToDecimalText()} {MeasureType.UnitOf(value.Type)}".TrimEnd();
}
