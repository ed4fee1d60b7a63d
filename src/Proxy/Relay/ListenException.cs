using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Relay;

/// <summary>An address cannot be listened on.</summary>
/// <param name="endPoint">Which of them.</param>
/// <param name="inner">Why.</param>
public sealed class ListenException(IPEndPoint endPoint, SocketException inner) : IOException($"cannot listen on {endPoint}: {inner.Message}", inner)
{
    /// <summary>The address.</summary>
    public IPEndPoint EndPoint { get; } = endPoint;
}
