using System.Net;
using System.Security.Cryptography.X509Certificates;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Relay;

/// <summary>The limits and choices of <c>learn</c>.</summary>
public sealed record RelayOptions
{
    /// <summary>Where to listen; port 0 takes a free one. <c>[::]</c> takes IPv4 as well. Null for TLS alone.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Where to listen for TLS; null for nowhere.</summary>
    public IPEndPoint? TlsListen { get; init; }

    /// <summary>
    /// Connections go on to where they were going before a redirect rule brought them here. What protects this from being
    /// an open proxy is that rule: one that comes by itself has us for its destination, which is a loop and refused.
    /// </summary>
    public bool Transparent { get; init; }

    /// <summary>Where every connection goes, <c>http</c> or <c>https</c>; null to go by <see cref="Transparent"/> or by the host asked for.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>The hosts that may be asked for. <see cref="Upstream"/> and an original destination are the owner's own doing, and need not be among them.</summary>
    public VendorHosts Hosts { get; init; } = VendorHosts.Known;

    /// <summary>Let the vendor's offers of firmware through to the scale.</summary>
    public bool AllowFirmware { get; init; }

    /// <summary>Check the vendor's TLS certificate.</summary>
    public bool VerifyUpstream { get; init; } = true;

    /// <summary>The authorities that the vendor's certificate may come from, in place of those that this machine trusts; null for those.</summary>
    internal X509Certificate2Collection? UpstreamRoots { get; init; }

    /// <summary>The port at which the vendor speaks TLS, where nothing else says so.</summary>
    internal int TlsPort { get; init; } = 443;

    /// <summary>How long a client may take for its hello, once it has begun, and then for the rest of the TLS handshake. A scale's processor is slow.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long nothing may pass on a connection. Either side has its own idea of that, and it is theirs that counts: this
    /// is for those that have vanished without a word, and no shorter than what a router on the way would do (RFC 5382, REQ-5).
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(124);

    /// <summary>How long one address of the vendor may take to answer before the next is tried.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the end of a refused connection may take.</summary>
    public TimeSpan RefusalTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connections at the same time; further ones wait with the kernel until one has ended. None of them is turned away: a
    /// scale that is sends again only after ten minutes.
    /// </summary>
    public int MaxConnections { get; init; } = 2048;

    /// <summary>
    /// Bytes that are under way at most in each direction of a connection, what the kernel holds aside. A connection on which
    /// nothing much passes holds far fewer (<see cref="Link.SmallSize"/>).
    /// </summary>
    public int BufferSize { get; init; } = 16 * 1024;

    /// <summary>
    /// What a message may hold to be recorded. One that holds more passes like any other, and the rest of its connection is
    /// not recorded.
    /// </summary>
    public WireLimits Limits { get; init; } = WireLimits.Default;

    /// <summary>
    /// Bytes of messages that are not complete, wait for their other half, or are held as they cannot be kept elsewhere until
    /// they are read, of all connections together. One that would hold more passes like any other, and the rest of its
    /// connection is not recorded.
    /// </summary>
    public long MaxRecordingBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>How long exchanges may go on when the process is told to end.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
