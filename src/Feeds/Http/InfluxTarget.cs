using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using ScaleProxy.Archive.Export;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;

namespace ScaleProxy.Feeds.Http;

/// <summary>
/// Writes measurements to InfluxDB over HTTP, as <c>export --format influx</c> has them: <c>/api/v2/write</c> of version 2, or
/// <c>/write</c> of version 1. A point that is written twice is one point there.
/// </summary>
internal sealed class InfluxTarget : IFeedTarget
{
    // The server advises 5,000 to 10,000 lines; a tenth of that loses little and is soon sent again.
    private const int MaxLines = 500;

    // InfluxFormat's times.
    private const string Precision = "precision=ns";

    private readonly Uri _address;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly HttpSender _sender;
    private readonly InfluxFormat _format = new();

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="settings">What the owner has set.</param>
    /// <param name="clock">The time.</param>
    public InfluxTarget(InfluxSettings settings, TimeProvider clock)
    {
        _sender = new HttpSender(settings, clock);
        _address = AddressOf(settings);
        _authorization = settings.Token is { } token ? new AuthenticationHeaderValue("Token", token.Reveal())
            : settings.User is { } user ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{settings.Password?.Reveal()}")))
            : null;
    }

    /// <inheritdoc/>
    public int MaxBatch => MaxLines;

    /// <inheritdoc/>
    public Task TendAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (FeedItem item in items)
        {
            _format.Write(item.Stored, lines);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(lines.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        request.Headers.Authorization = _authorization;
        await _sender.SendAsync(request, cancellation);
    }

    /// <inheritdoc/>
    public Task LeaveAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _sender.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Uri AddressOf(InfluxSettings settings)
    {
        string server = settings.Address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(settings.Bucket is { } bucket
            ? $"{server}/api/v2/write?org={Uri.EscapeDataString(settings.Organization!)}&bucket={Uri.EscapeDataString(bucket)}&{Precision}"
            : $"{server}/write?db={Uri.EscapeDataString(settings.Database!)}&{Precision}");
    }
}
