using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>A connection to the vendor, which is ours until it is disposed of.</summary>
/// <param name="peer">The vendor's side.</param>
/// <param name="dial">Remembers it as ours.</param>
internal sealed class UpstreamConnection(Peer peer, UpstreamDial dial) : IDisposable
{
    /// <summary>The vendor's side.</summary>
    public Peer Peer { get; } = peer;

    /// <inheritdoc/>
    public void Dispose()
    {
        dial.Dispose();
        Peer.Dispose();
    }
}
