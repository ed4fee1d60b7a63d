using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.Forwarding;

/// <summary>What is on its way to the vendor: <c>/forwarding</c>.</summary>
internal static class ForwardingResource
{
    // People read them; what is sent or dropped is not among them.
    private const int MaxItems = 1000;

    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder api, PageServices page)
    {
        api.MapGet("/forwarding", (HttpContext context) => new Query(context).Refusal() ?? new JsonBody(json => Write(json, page)));
        api.MapPost("/forwarding/retry", () => RetryAllAsync(page));
        api.MapPost("/forwarding/{id}/retry", (string id) => RetryAsync(id, page));
        api.MapPost("/forwarding/{id}/drop", (string id) => DropAsync(id, page));
    }

    private static void Write(Utf8JsonWriter json, PageServices page)
    {
        OutboxSummary summary = page.Archive.Outbox.Summary();
        json.WriteStartObject();
        json.WriteString("mode", page.Forwarding);
        json.WriteNumber("waiting", summary.Waiting);
        json.WriteNumber("sent", summary.CountOf(OutboxState.Sent));
        json.WriteNumber("failed", summary.CountOf(OutboxState.Failed));
        json.WriteNumber("dropped", summary.CountOf(OutboxState.Dropped));
        json.WriteTime("oldestWaitingAt", summary.OldestWaiting ?? default);
        json.WriteString("sender", summary.SenderAt(page.Clock.GetUtcNow()));
        json.WriteString("lastError", summary.Calls.Where(static call => call.Error is not null).MaxBy(static call => call.BegunAt)?.Error);
        OutboxJson.WriteCalls(json, summary.Calls);
        json.WriteStartArray("items");
        foreach (OutboxItem item in page.Archive.Outbox.Unsent(MaxItems))
        {
            WriteItem(json, item, summary.Calls);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, OutboxItem item, IReadOnlyList<VendorCall> calls)
    {
        json.WriteStartObject();
        json.WriteNumber("id", item.Id);
        json.WriteString("mac", item.Mac);
        json.WriteString("kind", item.Measurement is null ? "maintenance" : "measurement");
        json.WriteOptional("measurementId", item.Measurement?.Id);
        json.WriteOptional("takenAtUnix", item.Measurement?.Measurement.TakenAt);
        json.WriteString("state", item.State == OutboxState.Queued ? "waiting" : item.State.ToString().ToLowerInvariant());
        json.WriteNumber("attempts", item.Attempts);
        json.WriteString("lastError", item.Reason);
        json.WriteTime("nextAttemptAt", item.State == OutboxState.Queued ? NextOf(item, calls) : default);
        json.WriteTime("changedAt", item.ChangedAt);
        json.WriteEndObject();
    }

    // When its own time has come and its scale's vendor may be called again.
    private static DateTimeOffset NextOf(OutboxItem item, IReadOnlyList<VendorCall> calls)
    {
        DateTimeOffset next = item.NextAt;
        foreach (VendorCall call in calls)
        {
            next = call.Mac == item.Mac && call.NextAt > next ? call.NextAt : next;
        }

        return next;
    }

    private static async Task<IResult> RetryAsync(string id, PageServices page)
    {
        DateTimeOffset now = page.Clock.GetUtcNow();
        if (!TryRead(id, out long number))
        {
            return NotFound(id);
        }

        if (await page.Archive.Outbox.ChangeAsync(new OutboxChange.Retry(number, now)) > 0)
        {
            return Results.NoContent();
        }

        if (!Waits(page, number))
        {
            return NotFound(id);
        }

        // It waits already: who sends is asked not to wait for its time.
        await page.Archive.Outbox.ChangeAsync(new OutboxChange.Ask(now));
        return Results.NoContent();
    }

    private static async Task<IResult> DropAsync(string id, PageServices page) =>
        TryRead(id, out long number) && await page.Archive.Outbox.ChangeAsync(new OutboxChange.Drop(number, page.Clock.GetUtcNow())) > 0
            ? Results.NoContent()
            : NotFound(id);

    private static async Task<IResult> RetryAllAsync(PageServices page)
    {
        DateTimeOffset now = page.Clock.GetUtcNow();
        int changed;
        do
        {
            changed = await page.Archive.Outbox.ChangeAsync([.. page.Archive.Outbox.Summary().Failed.Select(item => new OutboxChange.Retry(item.Id, now))]);
        }
        while (changed > 0);
        return Results.NoContent();
    }

    private static bool Waits(PageServices page, long id) => page.Archive.Outbox.Unsent(MaxItems).Any(item => item.Id == id);

    private static bool TryRead(string id, out long number) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Problem NotFound(string id) => Problem.NotFound($"thing {id} that waits for the vendor or has failed");
}
