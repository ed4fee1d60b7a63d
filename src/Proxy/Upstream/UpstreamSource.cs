namespace ScaleProxy.Proxy.Upstream;

/// <summary>What said where a connection goes on to.</summary>
internal enum UpstreamSource
{
    /// <summary><c>--upstream</c>.</summary>
    Option,

    /// <summary>Where the connection was going before it was redirected here (<c>SO_ORIGINAL_DST</c>).</summary>
    OriginalDestination,

    /// <summary>The <c>Host</c> header of the first request.</summary>
    HostHeader,

    /// <summary>The server name of a TLS client's hello.</summary>
    ServerName,
}
