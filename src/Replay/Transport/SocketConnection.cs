using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ScaleProxy.Replay.Transport;

/// <summary>A connection whose reader and writer are its socket.</summary>
internal sealed class SocketConnection : DefaultConnectionContext, IDuplexPipe, IConnectionSocketFeature
{
    // What has come and was not read is read away before the end, up to this: a socket closed on top of it resets the
    // connection, and the last reply may be lost with it.
    private const int MaxReadAway = 1024 * 1024;

    private readonly SocketInput _input;

    // Never disposed of, which it needs not, as it has no timer: an abort may come while the connection ends.
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">It goes with the connection.</param>
    public SocketConnection(Socket socket)
    {
        Socket = socket;
        _input = new SocketInput(socket);
        Output = new SocketOutput(socket);
        Transport = this;
        ConnectionClosed = _closed.Token;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        Features.Set<IConnectionSocketFeature>(this);
    }

    /// <inheritdoc/>
    public Socket Socket { get; }

    /// <inheritdoc/>
    public PipeReader Input => _input;

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Ends both directions at once; whoever reads is told the reason.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        _input.Abort(abortReason);
        ShutDown(SocketShutdown.Both);
        _closed.Cancel();
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        if (ShutDown(SocketShutdown.Send))
        {
            ReadAway();
        }

        Socket.Dispose();
        _input.Dispose();
        return base.DisposeAsync();
    }

    private bool ShutDown(SocketShutdown direction)
    {
        try
        {
            Socket.Shutdown(direction);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over already: nobody is there to be told.
            return false;
        }
    }

    private void ReadAway()
    {
        Span<byte> nowhere = stackalloc byte[4096];
        try
        {
            for (int away = 0; away < MaxReadAway && Socket.Available > 0;)
            {
                away += Socket.Receive(nowhere);
            }
        }
        catch (SocketException)
        {
            // The other side was faster with its end.
        }
    }
}
