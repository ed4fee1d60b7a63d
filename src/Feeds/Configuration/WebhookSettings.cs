namespace ScaleProxy.Feeds.Configuration;

/// <summary>An address that each measurement is posted to.</summary>
public sealed record WebhookSettings : HttpFeedSettings
{
    /// <summary>What posts are signed with; null where they are not.</summary>
    public Secret? SigningKey { get; init; }
}
