using System.Globalization;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Web.Metrics;

namespace ScaleProxy.Web.Events;

/// <summary>
/// Is told of each exchange with a scale, by whoever answers it or passes it on. Counting is all that is done at once; what
/// open pages are told is found out and written later, so that no reply waits for it.
/// </summary>
/// <param name="hub">Tells open pages.</param>
/// <param name="metrics">Counts.</param>
/// <param name="clock">The time.</param>
public sealed class WireEvents(EventHub hub, WireMetrics metrics, TimeProvider clock)
{
    // What is posted to the archive is on the disk by then (ArchiveOptions.PostDelay): a page that is told finds it there.
    private static readonly TimeSpan s_tellAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Exchanges with a scale are archived, or will be in a moment.</summary>
    /// <param name="entry">They, with the recording that they go into; not to be changed any more.</param>
    public void Archived(ArchiveEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        metrics.CountExchanges(entry.Exchanges.Count);
        if (hub.HasListeners && entry is { Recording: { } recording, Exchanges.Count: > 0 })
        {
            _ = TellAsync(recording, entry.Exchanges);
        }
    }

    /// <summary>Something that a scale said could not be archived.</summary>
    public void NotArchived() => metrics.CountError();

    private async Task TellAsync(RecordingHandle recording, IReadOnlyList<RecordedExchange> exchanges)
    {
        await Task.Delay(s_tellAfter, clock).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        string time = string.Empty;
        foreach (RecordedExchange exchange in exchanges)
        {
            time = exchange.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            hub.Publish("exchange", json => WriteExchange(json, recording, KindOf(exchange.Request.Span), time));
        }

        if (recording.Mac is { } mac)
        {
            hub.Publish("contact", json => WriteContact(json, mac, time));
        }

        hub.Progressed();
    }

    private static void WriteExchange(Utf8JsonWriter json, RecordingHandle recording, string? kind, string time)
    {
        json.WriteStartObject();
        if (recording.Id > 0)
        {
            json.WriteNumber("recording", recording.Id);
        }
        else
        {
            json.WriteNull("recording");
        }

        json.WriteString("mac", recording.Mac);
        json.WriteString("kind", kind);
        json.WriteString("at", time);
        json.WriteEndObject();
    }

    private static void WriteContact(Utf8JsonWriter json, string mac, string time)
    {
        json.WriteStartObject();
        json.WriteString("mac", mac);
        json.WriteString("at", time);
        json.WriteEndObject();
    }

    // Null for what is no scale's, be it no HTTP at all.
    private static string? KindOf(ReadOnlySpan<byte> raw)
    {
        var reader = new WireReader(MessageKind.Request, Strictness.Tolerant);
        reader.Feed(raw);
        reader.End();
        return reader.TryRead(out WireMessage? message) && new ScaleRequest(message) is { IsScale: true } request ? request.Kind : null;
    }
}
