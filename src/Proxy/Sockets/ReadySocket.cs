using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Sockets;

/// <summary>
/// A socket that receives, and waits to send, with the help of <see cref="EpollLoop"/>; it allocates nothing for what is
/// received. One call of each kind at a time.
/// <code>
///   ReceiveAsync ──► may there be something? ──► received, at once
///                         └ no ──► wait ──► the loop's thread: Happened ──► received ──► whoever waited goes on there
/// </code>
/// </summary>
/// <param name="socket">One that does not block.</param>
/// <param name="loop">Tells what happens to it.</param>
internal sealed class ReadySocket(Socket socket, EpollLoop loop) : IReadiness, IValueTaskSource<int>
{
    private const EpollEvents Ends = EpollEvents.ReadHangUp | EpollEvents.HangUp | EpollEvents.Error;

    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<int> _source;
    private TaskCompletionSource? _sending;
    private Memory<byte> _buffer;
    private int? _descriptor;
    private bool _mayReceive;
    private bool _maySend;
    private bool _isWaiting;

    // To receive less than the buffer holds does not mean that there is no more.
    private bool _isPeculiar;
    private bool _isClosed;

    /// <summary>Receives what is there, or comes next; with no buffer it waits for that alone.</summary>
    /// <returns>How many bytes; 0 where the other side sends no more.</returns>
    /// <exception cref="IOException">The connection was reset, lost, or closed here; given by what is returned.</exception>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        lock (_lock)
        {
            int count = 0;
            if (FailureToJoin() is { } failure || (_mayReceive && TryReceive(buffer, out count, out failure)))
            {
                return failure is null ? new ValueTask<int>(count) : ValueTask.FromException<int>(failure);
            }

            _buffer = buffer;
            _isWaiting = true;
            return new ValueTask<int>(this, _source.Version);
        }
    }

    /// <summary>Waits until there may be room to send again; to be called when there was none.</summary>
    /// <exception cref="IOException">The system waits for no more.</exception>
    public Task AwaitRoomAsync()
    {
        lock (_lock)
        {
            if (FailureToJoin() is { } failure)
            {
                return Task.FromException(failure);
            }

            if (_maySend)
            {
                _maySend = false;
                return Task.CompletedTask;
            }

            _sending = new TaskCompletionSource();
            return _sending.Task;
        }
    }

    /// <summary>Ends a <see cref="ReceiveAsync"/> that is under way; where none is, nothing is done.</summary>
    /// <param name="cancellation">What cancels it.</param>
    public void CancelReceiving(CancellationToken cancellation)
    {
        bool wasWaiting;
        lock (_lock)
        {
            wasWaiting = EndWaiting();
        }

        if (wasWaiting)
        {
            _source.SetException(new OperationCanceledException(cancellation));
        }
    }

    /// <summary>Leaves the socket to whoever goes on with it, as it was.</summary>
    public void LetGo()
    {
        lock (_lock)
        {
            Remove();
        }
    }

    /// <summary>Ends what is under way; to be called before the socket is closed.</summary>
    public void Close()
    {
        TaskCompletionSource? sending;
        bool wasWaiting;
        lock (_lock)
        {
            Remove();
            wasWaiting = EndWaiting();
            sending = _sending;
            _sending = null;
        }

        // Not here: whoever closes it need not be ready for what comes then.
        if (wasWaiting)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static closed => closed._source.SetException(Closed()), this, preferLocal: false);
        }

        if (sending is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.SetResult(), sending, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Happened(EpollEvents events)
    {
        bool hasReceived;
        int count = 0;
        IOException? failure = null;
        TaskCompletionSource? sending;
        lock (_lock)
        {
            _isPeculiar |= (events & (Ends | EpollEvents.Urgent)) != EpollEvents.None;
            _mayReceive |= (events & (EpollEvents.In | Ends)) != EpollEvents.None;
            _maySend |= (events & (EpollEvents.Out | Ends)) != EpollEvents.None;
            sending = _maySend ? _sending : null;
            if (sending is not null)
            {
                _sending = null;
                _maySend = false;
            }

            hasReceived = _isWaiting && _mayReceive && TryReceive(_buffer, out count, out failure) && EndWaiting();
        }

        sending?.SetResult();
        if (hasReceived && failure is null)
        {
            _source.SetResult(count);
        }
        else if (hasReceived)
        {
            _source.SetException(failure!);
        }
    }

    /// <inheritdoc/>
    public int GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
        }
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private static IOException Closed() => SocketPeer.Lost(new ObjectDisposedException(nameof(Socket)));

    // It joins the loop when it is first to wait, for many a socket goes to TLS, or to nobody.
    private IOException? FailureToJoin()
    {
        if (_isClosed)
        {
            return Closed();
        }

        try
        {
            _descriptor ??= loop.Add(socket, this);
            return null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return SocketPeer.Lost(e);
        }
    }

    // The next two under the lock.
    private void Remove()
    {
        _isClosed = true;
        if (_descriptor is { } descriptor)
        {
            loop.Remove(descriptor, this);
            _descriptor = null;
        }
    }

    private bool EndWaiting()
    {
        bool wasWaiting = _isWaiting;
        _isWaiting = false;
        _buffer = default;
        return wasWaiting;
    }

    // False where there is nothing after all.
    private bool TryReceive(Memory<byte> buffer, out int count, out IOException? failure)
    {
        count = 0;
        failure = null;
        if (buffer.IsEmpty)
        {
            return true;
        }

        try
        {
            count = socket.Receive(buffer.Span, SocketFlags.None, out SocketError error);
            // What gave less than it could has no more, and says so when it has (epoll(7), question 9). But its end is told
            // once, be it before the last bytes were received; and one receives up to urgent data, and then from there on.
            _mayReceive = error != SocketError.WouldBlock && (count == buffer.Length || _isPeculiar);
            failure = error is SocketError.Success or SocketError.WouldBlock ? null : SocketPeer.Lost(new SocketException((int)error));
            return error != SocketError.WouldBlock;
        }
        catch (ObjectDisposedException e)
        {
            failure = SocketPeer.Lost(e);
            return true;
        }
    }
}
