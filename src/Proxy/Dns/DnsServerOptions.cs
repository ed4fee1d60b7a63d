using System.Net;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Proxy.Dns;

/// <summary>What a <see cref="DnsServer"/> says to whom, and the limits it works within.</summary>
public sealed record DnsServerOptions
{
    /// <summary>Where to listen, for datagrams and connections both; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The address that the vendor's names are said to have: an IPv4 one (<c>A</c>), or an IPv6 one (<c>AAAA</c>).</summary>
    public required IPAddress Answer { get; init; }

    /// <summary>Who is asked about all other names; null to refuse those.</summary>
    public IPEndPoint? Resolver { get; init; }

    /// <summary>The vendor's names.</summary>
    public VendorHosts Hosts { get; init; } = VendorHosts.Known;

    /// <summary>For how long a scale may remember the answer. Short, so that it soon notices when we are gone.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the resolver may take; shorter than the 5 s that clients commonly wait, so that they hear of it.</summary>
    public TimeSpan ResolverTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Questions that came as datagrams and wait for the resolver. Each holds 64 KiB and a socket; further ones hear SERVFAIL.</summary>
    public int MaxQuestionsUnderWay { get; init; } = 256;

    /// <summary>Connections at once; a further one is closed.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>How long a connection may take to bring its next question whole, or to take a reply.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Listen);
        ArgumentNullException.ThrowIfNull(Answer);
        ArgumentNullException.ThrowIfNull(Hosts);
        ArgumentOutOfRangeException.ThrowIfLessThan(TimeToLive, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeToLive, TimeSpan.FromSeconds(int.MaxValue));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ResolverTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQuestionsUnderWay, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero);
    }
}
