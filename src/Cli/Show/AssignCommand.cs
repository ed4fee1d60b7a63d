using System.CommandLine;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.People;

namespace ScaleProxy.Cli.Show;

/// <summary><c>scaleproxy measurements assign</c> and <c>unassign</c>: the owner says whose a measurement is.</summary>
internal static class AssignCommand
{
    /// <summary>Makes <c>assign</c>.</summary>
    public static Command Create(CommonOptions common)
    {
        Argument<long> id = IdArgument();
        Argument<string> who = PersonArgument.Create("PERSON");
        var command = new Command("assign", "Say whose a measurement is") { id, who };
        command.SetAction((line, cancellation) => RunAsync(common.Read(line), line.GetValue(id), line.GetValue(who)));
        return command;
    }

    /// <summary>Makes <c>unassign</c>.</summary>
    public static Command CreateUndo(CommonOptions common)
    {
        Argument<long> id = IdArgument();
        var command = new Command("unassign", "Say that a measurement is nobody's") { id };
        command.SetAction((line, cancellation) => RunAsync(common.Read(line), line.GetValue(id), who: null));
        return command;
    }

    private static Argument<long> IdArgument() => new("ID") { Description = "The measurement's number, as `measurements` shows it" };

    private static async Task<int> RunAsync(Settings settings, long id, string? who)
    {
        await using ScaleArchive archive = OpenArchive.At(settings);
        long? user = who is null ? null : PersonArgument.Find(archive.People(), "PERSON", who).VendorIds[0];
        EntryOutcome outcome = await archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(id, user, TimeProvider.System.GetUtcNow()) }, CancellationToken.None);
        if (!outcome.Reassigned)
        {
            throw new UserException($"ID: there is no measurement {id}; `scaleproxy measurements` shows those there are");
        }

        IEnumerable<StoredMeasurement> measurement = archive.Measurements(new MeasurementQuery(Id: id));
        if (settings.Json)
        {
            JsonDocumentWriter.Write(json => MeasurementJson.Write(json, measurement));
        }
        else
        {
            MeasurementsCommand.Print(measurement);
        }

        return 0;
    }
}
