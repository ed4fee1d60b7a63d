namespace ScaleProxy.Feeds.Configuration;

/// <summary>What the owner has set, checked.</summary>
/// <param name="Mqtt">Brokers to publish to.</param>
/// <param name="Webhooks">Addresses to post to.</param>
/// <param name="Influx">InfluxDB servers to write to.</param>
/// <param name="Warnings">What works, and had better be mended: a line each.</param>
public sealed record FeedConfiguration(
    IReadOnlyList<MqttSettings> Mqtt,
    IReadOnlyList<WebhookSettings> Webhooks,
    IReadOnlyList<InfluxSettings> Influx,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Nothing is set.</summary>
    public static FeedConfiguration None { get; } = new([], [], [], []);

    /// <summary>Every feed.</summary>
    public IEnumerable<FeedSettings> All => [.. Mqtt, .. Webhooks, .. Influx];

    /// <summary>How many feeds there are.</summary>
    public int Count => Mqtt.Count + Webhooks.Count + Influx.Count;
}
