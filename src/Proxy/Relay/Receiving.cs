using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// A socket's receiving: made once, and waited on for every message. What a socket has of its own for that is lent and given
/// back each time, carries the caller's context along, and can be cancelled, which all takes longer than looking at a head.
/// </summary>
/// <param name="socket">Whose.</param>
internal sealed class Receiving(Socket socket) : SocketAsyncEventArgs(WithoutContext), IValueTaskSource<int>
{
    private const bool WithoutContext = true;

    private ManualResetValueTaskSourceCore<bool> _source;

    /// <summary>Receives what is there, or comes next. One at a time.</summary>
    /// <returns>How many bytes; 0 where the other side sends no more.</returns>
    /// <exception cref="IOException">The connection was reset, or lost; given by what is returned.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed before.</exception>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        SetBuffer(buffer);
        if (socket.ReceiveAsync(this))
        {
            return new ValueTask<int>(this, _source.Version);
        }

        return SocketError == SocketError.Success ? new ValueTask<int>(BytesTransferred) : ValueTask.FromException<int>(Lost());
    }

    /// <inheritdoc/>
    public int GetResult(short token)
    {
        _ = _source.GetResult(token);
        _source.Reset();
        return SocketError == SocketError.Success ? BytesTransferred : throw Lost();
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    protected override void OnCompleted(SocketAsyncEventArgs e) => _source.SetResult(true);

    private IOException Lost() => SocketPeer.Lost(new SocketException((int)SocketError));
}
