using System.Net.Sockets;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>Speaks to the vendor as it is.</summary>
internal sealed class PlainConnector : IUpstreamConnector
{
    /// <inheritdoc/>
    public Task<Peer> ConnectAsync(Socket socket, UpstreamTarget target, CancellationToken cancellation) =>
        Task.FromResult<Peer>(new SocketPeer(socket));
}
