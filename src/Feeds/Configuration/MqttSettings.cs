namespace ScaleProxy.Feeds.Configuration;

/// <summary>A broker that measurements are published to.</summary>
public sealed record MqttSettings : FeedSettings
{
    /// <summary>The port of a broker without TLS.</summary>
    public const int PlainPort = 1883;

    /// <summary>The port of a broker with TLS.</summary>
    public const int TlsPort = 8883;

    /// <summary>Its host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>Whether it speaks TLS there.</summary>
    public bool IsTls { get; init; }

    /// <summary>Who we are to it; null where it lets everybody in.</summary>
    public string? User { get; init; }

    /// <summary>The password for <see cref="User"/>.</summary>
    public Secret? Password { get; init; }

    /// <summary>What every topic of ours begins with.</summary>
    public string Topic { get; init; } = "scaleproxy";

    /// <summary>What the topics begin with by which Home Assistant finds devices; null where it is not to be told.</summary>
    public string? Discovery { get; init; } = "homeassistant";

    /// <summary>How long nothing may come from us before the broker takes us for gone; a second at least.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);
}
