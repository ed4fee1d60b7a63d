using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;

namespace ScaleProxy.Feeds.Http;

/// <summary>
/// Posts each measurement as <c>measurements --json</c> writes it. What its receiver knows it again by is in the header
/// <see cref="DeliveryHeader"/>; that it comes from us, and when it was sent, <see cref="SignatureHeader"/> proves to whoever
/// has the secret: <c>t=UNIX-SECONDS,v1=HEX</c>, where HEX is the HMAC-SHA256 of <c>UNIX-SECONDS.BODY</c>.
/// </summary>
internal sealed class WebhookTarget : IFeedTarget
{
    /// <summary>The header that names the measurement and its revision.</summary>
    public const string DeliveryHeader = "X-ScaleProxy-Delivery";

    /// <summary>The header that proves where the post comes from.</summary>
    public const string SignatureHeader = "X-ScaleProxy-Signature";

    private readonly WebhookSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpSender _sender;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="settings">What the owner has set.</param>
    /// <param name="clock">The time.</param>
    public WebhookTarget(WebhookSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        _sender = new HttpSender(settings, clock);
    }

    /// <inheritdoc/>
    public int MaxBatch => 1;

    /// <inheritdoc/>
    public Task TendAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation)
    {
        foreach (FeedItem item in items)
        {
            await PostAsync(item, cancellation);
        }
    }

    /// <inheritdoc/>
    public Task LeaveAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _sender.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What proves that a body comes from whoever has the secret, and when it was sent.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="unixSeconds">When.</param>
    /// <param name="body">What is sent.</param>
    internal static string Sign(Secret secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        string time = unixSeconds.ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Reveal()));
        hash.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hash.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    private async Task PostAsync(FeedItem item, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, JsonValues.Compact))
        {
            MeasurementJson.Write(json, item.Stored);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Address) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(DeliveryHeader, item.DeliveryId());
        if (_settings.SigningKey is { } secret)
        {
            request.Headers.Add(SignatureHeader, Sign(secret, _clock.GetUtcNow().ToUnixTimeSeconds(), body.WrittenSpan));
        }

        await _sender.SendAsync(request, cancellation);
    }
}
