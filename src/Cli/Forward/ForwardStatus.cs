using System.Globalization;
using System.Text.Json;
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
            JsonDocumentWriter.Write(writer => Write(writer, summary, clock));
        }
        else
        {
            Print(summary, clock);
        }
    }

    private static void Write(Utf8JsonWriter json, OutboxSummary summary, TimeProvider clock)
    {
        json.WriteStartObject();
        json.WriteNumber("waiting", summary.Waiting);
        json.WriteNumber("sent", Count(summary, OutboxState.Sent));
        json.WriteNumber("failed", Count(summary, OutboxState.Failed));
        json.WriteNumber("dropped", Count(summary, OutboxState.Dropped));
        json.WriteTime("oldestWaiting", summary.OldestWaiting ?? default);
        json.WriteString("sender", HolderOf(summary, clock));
        json.WriteStartArray("scales");
        foreach (VendorCall call in summary.Calls)
        {
            json.WriteStartObject();
            json.WriteString("mac", call.Mac);
            json.WriteTime("lastCall", call.BegunAt);
            json.WriteTime("nextCall", call.NextAt);
            json.WriteNumber("failures", call.Failures);
            json.WriteString("error", call.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("failedItems");
        foreach (OutboxItem item in summary.Failed)
        {
            json.WriteStartObject();
            json.WriteNumber("id", item.Id);
            json.WriteString("mac", item.Mac);
            json.WriteString("what", item.Measurement is null ? "maintenance" : "measurement");
            json.WriteOptional("measurement", item.Measurement?.Id);
            json.WriteOptional("takenAtUnix", item.Measurement?.Measurement.TakenAt);
            json.WriteNumber("attempts", item.Attempts);
            json.WriteTime("failedAt", item.ChangedAt);
            json.WriteString("reason", item.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Print(OutboxSummary summary, TimeProvider clock)
    {
        string oldest = summary.OldestWaiting is { } since ? $", the oldest since {MomentText.Of(since)}" : string.Empty;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Waiting} waiting{oldest}; {Count(summary, OutboxState.Sent)} sent, {Count(summary, OutboxState.Failed)} failed, {Count(summary, OutboxState.Dropped)} dropped"));
        if (HolderOf(summary, clock) is { } holder)
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

    // Null where nobody sends just now.
    private static string? HolderOf(OutboxSummary summary, TimeProvider clock) =>
        summary.Turn.Until > clock.GetUtcNow() ? summary.Turn.Holder : null;

    private static long Count(OutboxSummary summary, OutboxState state) => summary.Counts.GetValueOrDefault(state);
}
