using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Transport;

/// <summary>
/// Gives Kestrel connections whose reader and writer are the socket itself. Its own transport has a pipe each way, so that one
/// side can receive while the other works; a scale waits for each answer, and there the two pipes are a fifth of what a
/// request costs (<c>bench/serve.sh</c>).
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="log">Where to tell what happens.</param>
internal sealed class ScaleTransport(TimeProvider clock, ServeLog log) : IConnectionListenerFactory
{
    // Connections that wait with the kernel at most; the system may have a lower limit of its own.
    private const int Backlog = 512;

    /// <inheritdoc/>
    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(Backlog);
            return new(new Listener(socket, clock, log));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }
    }

    private sealed class Listener(Socket socket, TimeProvider clock, ServeLog log) : IConnectionListener
    {
        private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        // Null says that there will be no more: whatever else goes wrong, the next scale is let in.
        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (!_unbound.IsCancellationRequested)
            {
                Socket? accepted = null;
                try
                {
                    accepted = await socket.AcceptAsync(_unbound.Token);
                    accepted.NoDelay = true;
                    var connection = new SocketConnection(accepted);
                    accepted = null;
                    return connection;
                }
                catch (OperationCanceledException)
                {
                    return null;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NotConnected)
                {
                    log.Lost("a client", e.Message);
                }
                catch (SocketException e)
                {
                    // No descriptor or memory to be had: what is open goes on, and soon there will be some again.
                    log.CannotAccept(EndPoint.ToString()!, e.Message);
                    await Task.Delay(s_pause, clock, _unbound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                finally
                {
                    accepted?.Dispose();
                }
            }

            return null;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            socket.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            _unbound.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
