using System.Net.Sockets;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Tls;

/// <summary>Speaks to the vendor over TLS, asking for the server that the client asked for.</summary>
/// <param name="trust">Whom to take for that server.</param>
internal sealed class TlsConnector(UpstreamTrust trust) : IUpstreamConnector
{
    /// <inheritdoc/>
    public async Task<Peer> ConnectAsync(Socket socket, UpstreamTarget target, CancellationToken cancellation) =>
        await TlsPeer.ConnectAsync(socket, target.ServerName ?? target.Host, trust, cancellation);
}
