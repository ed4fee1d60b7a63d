using System.Net.Sockets;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>Makes a side of a relayed connection out of a socket that is connected to the vendor: plain, or after a TLS handshake.</summary>
internal interface IUpstreamConnector
{
    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">It is the peer's from here on, and closed where there will be none.</param>
    /// <param name="target">Whom it is connected to.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The vendor would not, or is not who it should be.</exception>
    Task<Peer> ConnectAsync(Socket socket, UpstreamTarget target, CancellationToken cancellation);
}
