using System.Net.Sockets;

namespace ScaleProxy.Proxy.Relay;

/// <summary>Takes in the connections of one listener, and sees each through to its end: plain ones, or TLS.</summary>
internal interface IIntake
{
    /// <summary>Sees a connection through. It throws nothing, and closes the socket.</summary>
    /// <param name="accepted">The client's socket.</param>
    /// <param name="stopping">The process is told to end: what has no upstream yet ends now. What is being relayed is <see cref="OpenConnections"/>'s to end.</param>
    Task ServeAsync(Socket accepted, CancellationToken stopping);
}
