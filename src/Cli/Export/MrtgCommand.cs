using System.CommandLine;
using System.Globalization;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;

namespace ScaleProxy.Cli.Export;

/// <summary>
/// <c>scaleproxy mrtg</c>: what MRTG reads of a program ("External Monitoring Scripts" of mrtg-reference): two values, a text that
/// tells since when, and a name, a line each.
/// </summary>
internal static class MrtgCommand
{
    // Most of the time the newest is from this month; the whole archive is read only where nothing newer is there.
    private static readonly TimeSpan?[] s_lookBack = [TimeSpan.FromDays(31), TimeSpan.FromDays(366), null];

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var values = new Option<string>("--values")
        {
            Description = "Which two, for example weight,re or battery,ri: weight, re, ri, battery, a name as in `export --format influx`, or a type's number",
            HelpName = "A,B",
            Required = true,
        };
        var times = new Option<int>("--times") { Description = "Multiply both by this and round: MRTG without rrdtool takes whole numbers only", HelpName = "N" };
        var which = new MeasurementOptions();
        var command = new Command("mrtg", "Print the newest two values as MRTG reads them") { values, times };
        which.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            string[] names = line.GetValue(values)!.Split(',', StringSplitOptions.TrimEntries);
            if (names.Length != 2)
            {
                throw new UserException($"--values: '{line.GetValue(values)}' are not two; give two names with a comma between them, like weight,re");
            }

            NewestValue first = NewestValue.Of(names[0]);
            NewestValue second = NewestValue.Of(names[1]);
            MeasurementQuery query = which.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            StoredMeasurement? newest = Find(archive, query, TimeProvider.System.GetUtcNow(), first, second);
            Console.WriteLine(first.Text(line.GetValue(times)));
            Console.WriteLine(second.Text(line.GetValue(times)));
            Console.WriteLine(newest is null ? "never measured" : "last measured " + MomentText.Of(DateTimeOffset.FromUnixTimeSeconds(newest.Measurement.TakenAt)));
            Console.WriteLine(query.User is not null ? newest?.User ?? query.User : query.Mac ?? "ScaleProxy");
            return 0;
        });
        return command;
    }

    private static StoredMeasurement? Find(ScaleArchive archive, MeasurementQuery query, DateTimeOffset now, NewestValue first, NewestValue second)
    {
        StoredMeasurement? newest = null;
        foreach (TimeSpan? back in s_lookBack)
        {
            DateTimeOffset? from = back is { } time ? now - time : null;
            foreach (StoredMeasurement measurement in archive.Measurements(query with { Since = from > query.Since || query.Since is null ? from : query.Since }))
            {
                if (measurement.Plausible)
                {
                    newest = measurement;
                    first.See(measurement);
                    second.See(measurement);
                }
            }

            if (first.IsKnown && second.IsKnown)
            {
                break;
            }
        }

        return newest;
    }
}
