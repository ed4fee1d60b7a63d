using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Web.Answering;

namespace ScaleProxy.Web.Events;

/// <summary>
/// What happens, as it happens, as server-sent events (the HTML standard, 9.2): <c>/events</c>. A page that was cut off names
/// the last measurement it knows, and is told those since.
/// </summary>
/// <param name="page">What the page works with.</param>
/// <param name="options">The limits.</param>
/// <param name="archive">Tells what changes in the archive.</param>
/// <param name="ending">The process ends.</param>
internal sealed class EventsResource(PageServices page, PageOptions options, ArchiveEvents archive, CancellationToken ending)
{
    private const int MaxCaughtUp = 1000;

    // A comment line, which browsers pass over; it finds out that a connection is gone.
    private static readonly byte[] s_heartbeat = ":\n\n"u8.ToArray();

    // How long a browser waits before it comes again, milliseconds.
    private static readonly byte[] s_greeting = "retry: 2000\n\n"u8.ToArray();

    /// <summary>Adds the resource.</summary>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/events", (RequestDelegate)StreamAsync);

    private async Task StreamAsync(HttpContext context)
    {
        using EventListener? listener = page.Events.Listen(options.MaxEventStreams);
        if (listener is null)
        {
            context.Response.Headers.RetryAfter = "60";
            await new Problem(StatusCodes.Status503ServiceUnavailable, string.Create(CultureInfo.InvariantCulture, $"{options.MaxEventStreams} pages are open already; close one")).ExecuteAsync(context);
            return;
        }

        using IDisposable watching = archive.Watch();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await SendAsync(response, s_greeting, over.Token);
            await SendAsync(response, MissedSince(context.Request.Headers["Last-Event-ID"]), over.Token);
            await FollowAsync(response, listener, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The page is closed, or the process ends: a stream has no other end.
        }

        if (!ending.IsCancellationRequested)
        {
            // A listener that was cut off sees its connection break, and comes again.
            context.Abort();
        }
    }

    private async Task FollowAsync(HttpResponse response, EventListener listener, CancellationToken over)
    {
        while (true)
        {
            using var quiet = new CancellationTokenSource(options.HeartbeatEvery, page.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(over, quiet.Token);
            try
            {
                if (!await listener.Waiting.WaitToReadAsync(either.Token))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (!over.IsCancellationRequested)
            {
                await SendAsync(response, s_heartbeat, over);
                continue;
            }

            while (listener.Waiting.TryRead(out byte[]? frame))
            {
                await response.BodyWriter.WriteAsync(frame, over);
            }
        }
    }

    private static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken over) => await response.BodyWriter.WriteAsync(bytes, over);

    // Of more than a page can show at once it reads a list anyway; the newest are told.
    private byte[] MissedSince(string? lastEvent)
    {
        if (!long.TryParse(lastEvent, NumberStyles.None, CultureInfo.InvariantCulture, out long after))
        {
            return [];
        }

        var missed = new Queue<StoredMeasurement>();
        foreach (StoredMeasurement stored in page.Archive.Measurements(new MeasurementQuery(ArrivedAfter: after)))
        {
            if (missed.Count == MaxCaughtUp)
            {
                missed.Dequeue();
            }

            missed.Enqueue(stored);
        }

        return [.. missed.SelectMany(stored => EventHub.Frame(ArchiveEvents.Measurement, json => MeasurementJson.Write(json, stored), stored.Id))];
    }
}
