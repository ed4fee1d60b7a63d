using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Sockets;

/// <summary>Connects a socket without .NET's loop, which would not let go of it any more: see <see cref="EpollLoop"/>.</summary>
internal sealed class Connecting : IReadiness
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Connecting()
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="socket">A new socket; afterwards it is as new, and blocks.</param>
    /// <param name="to">Where to.</param>
    /// <param name="loop">Tells when it is done; null for .NET's.</param>
    /// <param name="cancellation">Ends the wait; the socket is of no more use then.</param>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    public static async Task ConnectAsync(Socket socket, IPEndPoint to, EpollLoop? loop, CancellationToken cancellation)
    {
        if (loop is null)
        {
            await socket.ConnectAsync(to, cancellation);
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        socket.Blocking = false;
        // Asked once more when it is done, it says how it went, to us and to .NET.
        while (!TryConnect(socket, to))
        {
            await new Connecting().AwaitAsync(socket, loop, cancellation);
        }

        socket.Blocking = true;
    }

    /// <inheritdoc/>
    public void Happened(EpollEvents events)
    {
        if ((events & (EpollEvents.Out | EpollEvents.Error | EpollEvents.HangUp)) != EpollEvents.None)
        {
            _done.TrySetResult();
        }
    }

    private async Task AwaitAsync(Socket socket, EpollLoop loop, CancellationToken cancellation)
    {
        int descriptor = loop.Add(socket, this);
        try
        {
            await _done.Task.WaitAsync(cancellation);
        }
        finally
        {
            loop.Remove(descriptor, this);
        }
    }

    // False where it is under way.
    private static bool TryConnect(Socket socket, IPEndPoint to)
    {
        try
        {
            socket.Connect(to);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress or SocketError.AlreadyInProgress)
        {
            return false;
        }
    }
}
