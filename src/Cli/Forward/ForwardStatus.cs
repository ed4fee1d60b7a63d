using System.Globalization;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Forward;

/// <summary>How things stand between the archive and the vendor, for people and for scripts.</summary>
internal static class ForwardStatus
{
    /// <summary>Writes it to standard output.</summary>
    /// <param name="summary">How things stand.</param>
    /// <param name="json">As one JSON document.</param>
    /// <param name="clock">The time.</param>
    public static void Write(OutboxSummary summary, bool json, TimeProvider clock)
    {
        if (json)
        {
            JsonDocumentWriter.Write(writer => OutboxJson.Write(writer, summary, clock.GetUtcNow()));
        }
        else
        {
            Print(summary, clock);
        }
    }

    private static void Print(OutboxSummary summary, TimeProvider clock)
    {
        string oldest = summary.OldestWaiting is { } since ? $", the oldest since {MomentText.Of(since)}" : string.Empty;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Waiting} waiting{oldest}; {summary.CountOf(OutboxState.Sent)} sent, {summary.CountOf(OutboxState.Failed)} failed, {summary.CountOf(OutboxState.Dropped)} dropped"));
        if (summary.SenderAt(clock.GetUtcNow()) is { } holder)
        {
            Console.Out.WriteLine($"sending now: {holder}");
        }

        if (summary.Calls.Count > 0)
        {
            Listing.Print(
                ["SCALE", "LAST CALL", "NEXT CALL", "LAST ERROR"],
                summary.Calls.Select(call => (IReadOnlyList<string>)[call.Mac, MomentText.Of(call.BegunAt), MomentText.Of(call.NextAt), call.Error ?? "-"]),
                string.Empty);
        }

        if (summary.Failed.Count > 0)
        {
            Listing.Print(["ID", "FAILED", "SCALE", "WHAT", "REASON"], summary.Failed.Select(RowOf), string.Empty);
        }
    }

    private static IReadOnlyList<string> RowOf(OutboxItem item) =>
    [
        item.Id.ToString(CultureInfo.InvariantCulture),
        MomentText.Of(item.ChangedAt),
        item.Mac,
        item.Measurement is { Measurement: var measurement }
            ? $"{(measurement.Find(MeasureType.Weight) is { } weight ? weight.ToDecimalText() + " kg" : "measurement")} of {MomentText.Of(DateTimeOffset.FromUnixTimeSeconds(measurement.TakenAt))}"
            : "maintenance upload",
        item.Reason ?? "-",
    ];
}
