namespace ScaleProxy.Feeds.Configuration;

/// <summary>What the settings of every feed over HTTP have.</summary>
public abstract record HttpFeedSettings : FeedSettings
{
    /// <summary>Where to; <c>http</c> or <c>https</c>. Its path or query may be a secret.</summary>
    public required Uri Address { get; init; }

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
