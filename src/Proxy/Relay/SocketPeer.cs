using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ScaleProxy.Proxy.Sockets;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// One side of a relayed connection over a plain socket. A raw one, since Kestrel's connections cannot be closed in one
/// direction only, nor reset. What is received without a time limit, and sent without a wait, allocates nothing.
/// </summary>
internal sealed class SocketPeer : Peer
{
    private readonly Socket _socket;
    private readonly ReadySocket? _ready;
    private ReadOnlyMemory<byte> _putBack;

    /// <summary>Takes over a connected socket.</summary>
    public SocketPeer(Socket socket)
        : this(socket, EpollLoop.Shared)
    {
    }

    /// <summary>The same with a given loop.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="loop">Tells what happens to it; null for .NET's.</param>
    internal SocketPeer(Socket socket, EpollLoop? loop)
    {
        _socket = socket;
        _ready = loop is null ? null : new ReadySocket(socket, loop);
        socket.Blocking = false;
        // Whoever joins small packets on this way has done so before they came here.
        socket.NoDelay = true;
        RemoteEndPoint = Unmapped(socket.RemoteEndPoint);
        Address = RemoteEndPoint.ToString();
    }

    /// <inheritdoc/>
    public override string Address { get; }

    /// <summary>Its address and port; an IPv4 address is given as such, whatever socket it came by.</summary>
    public IPEndPoint RemoteEndPoint { get; }

    /// <summary>Has bytes received once more: they were looked at before it was known what becomes of the connection.</summary>
    /// <param name="bytes">They are the peer's from here on, and come before all others.</param>
    public void PutBack(ReadOnlyMemory<byte> bytes) => _putBack = bytes;

    /// <summary>Leaves sending and receiving to another that has the same socket, as TLS does; that one can only use one that blocks.</summary>
    public void LetGo()
    {
        _ready?.LetGo();
        _socket.Blocking = true;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WaitAsync(CancellationToken cancellation)
    {
        if (_putBack.IsEmpty)
        {
            _ = await ReceiveCancellablyAsync(Memory<byte>.Empty, cancellation);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        !_putBack.IsEmpty ? new ValueTask<int>(ReceiveAgain(buffer.Span))
        : _ready is null || cancellation.CanBeCanceled ? ReceiveCancellablyAsync(buffer, cancellation)
        : _ready.ReceiveAsync(buffer);

    /// <inheritdoc/>
    /// <remarks>The kernel mostly takes all of it at once, and there is nothing to wait for.</remarks>
    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            int sent = _socket.Send(bytes.Span, SocketFlags.None, out SocketError error);
            return error == SocketError.Success && sent == bytes.Length ? ValueTask.CompletedTask
                : error is SocketError.Success or SocketError.WouldBlock ? SendOnAsync(bytes[sent..], cancellation)
                : ValueTask.FromException(Lost(new SocketException((int)error)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return ValueTask.FromException(Lost(e));
        }
    }

    /// <inheritdoc/>
    public override ValueTask EndSendingAsync(CancellationToken cancellation)
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return ValueTask.FromException(Lost(e));
        }
    }

    /// <inheritdoc/>
    /// <remarks>A closing that may take no time is an abortive one: it lets go of what is unsent, and sends a reset.</remarks>
    public override void Reset()
    {
        _ready?.Close();
        _socket.Close(0);
    }

    /// <inheritdoc/>
    /// <remarks>.NET would reset a socket that is closed while something waits on it, unless it was shut down before.</remarks>
    public override void Close()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException { SocketErrorCode: SocketError.NotConnected } or ObjectDisposedException)
        {
            // The other side has gone already, so there is nobody to be told.
        }

        Dispose();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ready?.Close();
        _socket.Dispose();
    }

    /// <summary>The end point of a socket, an IPv4 address as such.</summary>
    /// <param name="endPoint">As a socket gives it.</param>
    public static IPEndPoint Unmapped(EndPoint? endPoint) => endPoint is IPEndPoint ip
        ? ip.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(ip.Address.MapToIPv4(), ip.Port) : ip
        : new IPEndPoint(IPAddress.None, 0);

    private async ValueTask<int> ReceiveCancellablyAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_ready is not null)
        {
            ValueTask<int> receiving = _ready.ReceiveAsync(buffer);
            // Not before: what is not under way yet cannot be cancelled.
            using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static (ready, token) => ((ReadySocket)ready!).CancelReceiving(token), _ready);
            return await receiving;
        }

        try
        {
            return await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Lost(e);
        }
    }

    private async ValueTask SendOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await SendSomeAsync(bytes, cancellation)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Lost(e);
        }
    }

    private async ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_ready is null)
        {
            return await _socket.SendAsync(bytes, SocketFlags.None, cancellation);
        }

        await _ready.AwaitRoomAsync().WaitAsync(cancellation);
        int sent = _socket.Send(bytes.Span, SocketFlags.None, out SocketError error);
        return error is SocketError.Success or SocketError.WouldBlock ? sent : throw new SocketException((int)error);
    }

    /// <summary>What becomes of a failure of the socket.</summary>
    /// <param name="e">The failure.</param>
    public static IOException Lost(Exception e) => new(e is SocketException ? e.Message : "the connection was broken off here", e);

    private int ReceiveAgain(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _putBack.Length);
        _putBack.Span[..count].CopyTo(buffer);
        _putBack = count == _putBack.Length ? default : _putBack[count..];
        return count;
    }
}
