using System.Globalization;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>Where a connection goes on to.</summary>
/// <param name="Host">A host name, or an address.</param>
/// <param name="Port">The port there.</param>
/// <param name="IsTls">Whether to speak TLS to it.</param>
/// <param name="Source">What said so.</param>
internal sealed record UpstreamTarget(string Host, int Port, bool IsTls, UpstreamSource Source)
{
    /// <summary>Host and port, as people write them.</summary>
    public string Authority => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>What said so, in the words of the command line and of HTTP.</summary>
    public string SourceText => Source switch
    {
        UpstreamSource.Option => "--upstream",
        UpstreamSource.OriginalDestination => "the original destination",
        UpstreamSource.HostHeader => "the Host header",
        _ => "the TLS server name",
    };
}
