using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Forward;

/// <summary>Where the vendor is, and how long it is waited for.</summary>
public sealed record VendorServerOptions
{
    /// <summary>The vendor's server, <c>http</c> or <c>https</c>; null to go by the host that the scale asks for.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>The hosts that a scale may ask for.</summary>
    public VendorHosts Hosts { get; init; } = VendorHosts.Known;

    /// <summary>How long a whole reply may take, the connection to the vendor included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a reply may hold at most: many times what a scale takes.</summary>
    public WireLimits Limits { get; init; } = new(MaxHead: 64 * 1024, MaxBody: 64 * 1024);
}
