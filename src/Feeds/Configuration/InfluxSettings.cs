namespace ScaleProxy.Feeds.Configuration;

/// <summary>An InfluxDB server that measurements are written to: version 2 where there is a bucket, else version 1.</summary>
public sealed record InfluxSettings : HttpFeedSettings
{
    /// <summary>The organisation; of version 2.</summary>
    public string? Organization { get; init; }

    /// <summary>The bucket; of version 2.</summary>
    public string? Bucket { get; init; }

    /// <summary>The token that may write there; of version 2.</summary>
    public Secret? Token { get; init; }

    /// <summary>The database; of version 1.</summary>
    public string? Database { get; init; }

    /// <summary>Who we are to version 1; null where it lets everybody in.</summary>
    public string? User { get; init; }

    /// <summary>The password for <see cref="User"/>.</summary>
    public Secret? Password { get; init; }
}
