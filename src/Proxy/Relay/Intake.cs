using System.Net.Sockets;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Relay;

/// <summary>What every intake does alike: a connection that cannot go on is reset, as the network would, and the log says why.</summary>
internal abstract class Intake(LoopWatch loops, RelayLog log) : IIntake
{
    /// <summary>Where to tell what happens.</summary>
    protected RelayLog Log { get; } = log;

    /// <inheritdoc/>
    public async Task ServeAsync(Socket accepted, CancellationToken stopping)
    {
        SocketPeer client;
        try
        {
            client = new SocketPeer(accepted);
        }
        catch (SocketException e)
        {
            // It went again before it was looked at.
            Log.Lost("a client", e.Message);
            accepted.Dispose();
            return;
        }

        try
        {
            await ServeAsync(client, accepted, stopping);
        }
        catch (UpstreamUnreachableException e)
        {
            Log.Unreachable(client.Address, e.Message);
            client.Reset();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Log.Lost(client.Address, e.Message);
            client.Reset();
        }
#pragma warning disable CA1031 // A fault in one connection must not take the others with it; it is logged whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Fault(client.Address, e);
            client.Reset();
        }
        finally
        {
            client.Dispose();
        }
    }

    /// <summary>Sees a connection through. What it throws is logged, and the connection reset; it is closed in any case.</summary>
    /// <param name="client">The client, over plain TCP.</param>
    /// <param name="accepted">Its socket.</param>
    /// <param name="stopping">As for <see cref="IIntake.ServeAsync"/>.</param>
    protected abstract Task ServeAsync(SocketPeer client, Socket accepted, CancellationToken stopping);

    /// <summary>Sees to it that the connection is another's.</summary>
    /// <exception cref="UpstreamRefusedException">It was made by ourselves.</exception>
    protected ValueTask RequireOtherAsync(SocketPeer client, Socket accepted, CancellationToken stopping) =>
        loops.RequireOtherAsync(client.RemoteEndPoint, accepted, stopping);
}
