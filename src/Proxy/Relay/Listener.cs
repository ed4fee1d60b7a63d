using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Relay;

/// <summary>Accepts the connections of one address and port.</summary>
/// <param name="endPoint">Where to listen.</param>
/// <param name="intake">Sees each connection through.</param>
/// <param name="places">As many as connections may be open; one that has no place is left waiting with the kernel.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where to tell what happens.</param>
internal sealed class Listener(IPEndPoint endPoint, IIntake intake, SemaphoreSlim places, RelayOptions options, TimeProvider clock, RelayLog log) : IDisposable
{
    /// <summary>Connections that wait with the kernel at most; the system may have a lower limit of its own.</summary>
    private const int Backlog = 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Socket _socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Opens the port.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="ListenException">The address is in use, or may not be used.</exception>
    public IPEndPoint Open()
    {
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                _socket.DualMode = true;
            }

            // A port is ours again right after we ended, whatever connections of before are still fading away: .NET sees to that
            // for TCP. Its ReuseAddress would have two of us share the port, and each would get half of a scale's connections.
            _socket.Bind(endPoint);
            _socket.Listen(Backlog);
            return (IPEndPoint)_socket.LocalEndPoint!;
        }
        catch (SocketException e)
        {
            throw new ListenException(endPoint, e);
        }
    }

    /// <summary>Accepts connections until it is told to stop, and does not wait for them to end.</summary>
    public async Task AcceptAsync(CancellationToken stopping)
    {
        bool isFull = false;
        while (!stopping.IsCancellationRequested)
        {
            if (places.Wait(0, CancellationToken.None))
            {
                isFull = false;
            }
            else
            {
                // Said once, and again only after there was room.
                if (!isFull)
                {
                    log.Full(options.MaxConnections);
                }

                isFull = true;
                await places.WaitAsync(stopping);
            }

            Socket? accepted = null;
            try
            {
                accepted = await _socket.AcceptAsync(stopping);
                _ = ServeAsync(accepted, stopping);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                log.Lost("a client", e.Message);
            }
            catch (SocketException e)
            {
                // No descriptor or memory to be had: what is open goes on, and soon there will be some again.
                log.CannotAccept(endPoint.ToString(), e.Message);
                await Task.Delay(s_pause, clock, stopping);
            }
            finally
            {
                if (accepted is null)
                {
                    places.Release();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync(Socket accepted, CancellationToken stopping)
    {
        try
        {
            await intake.ServeAsync(accepted, stopping);
        }
        finally
        {
            places.Release();
        }
    }
}
