using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>What a network is to be set up for.</summary>
public sealed record ConfigRequest
{
    /// <summary>The port scales call.</summary>
    public const int ScalePort = 80;

    /// <summary>The address that the vendor's names shall have: where ScaleProxy listens.</summary>
    public required IPAddress Answer { get; init; }

    /// <summary>The port ScaleProxy listens on there.</summary>
    public int Port { get; init; } = ScalePort;

    /// <summary>The scale's address, where only its packets are to be redirected.</summary>
    public IPAddress? ScaleAddress { get; init; }

    /// <summary>The scale's MAC address, likewise: lower case with colons.</summary>
    public string? ScaleMac { get; init; }

    /// <summary>The vendor's names.</summary>
    public VendorHosts Hosts { get; init; } = VendorHosts.Known;

    /// <summary>Whether the answer is an IPv6 address.</summary>
    internal bool AnswersIPv6 => Answer.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The type of record that an answer is: A, or AAAA.</summary>
    internal string RecordType => AnswersIPv6 ? "AAAA" : "A";

    /// <summary>Whether the scale is known, and its packets can be sent where the answer is: IPv4 stays IPv4.</summary>
    internal bool CanRedirectRequests => ScaleMac is not null || ScaleAddress?.AddressFamily == Answer.AddressFamily;

    /// <summary>Whether the scale is known by an IPv6 address.</summary>
    internal bool ScaleHasIPv6 => ScaleAddress?.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>An address with a port, for a rule.</summary>
    internal string AnswerAt(int port) => new IPEndPoint(Answer, port).ToString();
}
