using System.Text.Json;
using ScaleProxy.Archive.Outbox;

namespace ScaleProxy.Archive.Export;

/// <summary>How things stand between the archive and the vendor, as scripts rely on it.</summary>
public static class OutboxJson
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="summary">How things stand.</param>
    /// <param name="now">The time.</param>
    public static void Write(Utf8JsonWriter json, OutboxSummary summary, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(summary);
        json.WriteStartObject();
        json.WriteNumber("waiting", summary.Waiting);
        json.WriteNumber("sent", summary.CountOf(OutboxState.Sent));
        json.WriteNumber("failed", summary.CountOf(OutboxState.Failed));
        json.WriteNumber("dropped", summary.CountOf(OutboxState.Dropped));
        json.WriteTime("oldestWaiting", summary.OldestWaiting ?? default);
        json.WriteString("sender", summary.SenderAt(now));
        WriteCalls(json, summary.Calls);
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

    /// <summary>Writes the member <c>scales</c>: the last conversation with the vendor for each.</summary>
    public static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<VendorCall> calls)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(calls);
        json.WriteStartArray("scales");
        foreach (VendorCall call in calls)
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
    }
}
