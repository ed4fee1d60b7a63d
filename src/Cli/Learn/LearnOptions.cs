using System.Net;

namespace ScaleProxy.Cli.Learn;

/// <summary>What <c>learn</c> was asked to do.</summary>
internal sealed record LearnOptions
{
    /// <summary>Where scales reach us.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where scales that speak TLS reach us; null for nowhere.</summary>
    public IPEndPoint? TlsListen { get; init; }

    /// <summary>Where everything goes; null to find out for each connection.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>Connections go where they went before a redirect rule brought them here.</summary>
    public bool Transparent { get; init; }

    /// <summary>The name server that finds the vendor; null for this machine's own.</summary>
    public IPEndPoint? Resolver { get; init; }

    /// <summary>Hosts beside the vendor's that connections may go to.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Lets firmware offers through.</summary>
    public bool AllowFirmware { get; init; }

    /// <summary>Checks the vendor's certificate.</summary>
    public bool VerifyUpstream { get; init; } = true;

    /// <summary>Where to answer questions for names; null for nowhere.</summary>
    public IPEndPoint? Dns { get; init; }

    /// <summary>The address that the vendor's names are answered with.</summary>
    public IPAddress? Answer { get; init; }

    /// <summary>Ends when a scale's profile is complete.</summary>
    public bool UntilComplete { get; init; }
}
