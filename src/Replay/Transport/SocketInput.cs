using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace ScaleProxy.Replay.Transport;

/// <summary>
/// Reads a socket. Nothing is received until it is asked for, so that a client who sends without being read has the kernel's
/// buffer for it and no more. One reading at a time.
/// </summary>
/// <param name="socket">A connected socket; its owner disposes of it.</param>
internal sealed class SocketInput(Socket socket) : PipeReader, IDisposable
{
    // A scale's request takes a few hundred bytes.
    private const int Smallest = 4096;

    private readonly Lock _lock = new();
    private byte[] _buffer = new byte[Smallest];
    private int _start;
    private int _examined;
    private int _end;
    private bool _over;
    private bool _disposed;
    private CancellationTokenSource _wake = new();
    private ConnectionAbortedException? _aborted;

    /// <summary>From now on there is nothing to read but the reason.</summary>
    public void Abort(ConnectionAbortedException reason) => Volatile.Write(ref _aborted, reason);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _start = consumed.GetInteger();
        _examined = examined.GetInteger();
        if (_start == _end)
        {
            _start = _examined = _end = 0;
        }
    }

    /// <summary>The reading under way, or the next one, ends at once; what comes later is there for the one after it.</summary>
    public override void CancelPendingRead()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _wake.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _over = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _wake.Dispose();
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        result = Result(isCanceled: false);
        return _over || _examined < _end;
    }

    /// <inheritdoc/>
    /// <exception cref="ConnectionResetException">The other side broke the connection off.</exception>
    /// <exception cref="ConnectionAbortedException">This side did.</exception>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        TryRead(out ReadResult result) ? new(result) : ReceiveAsync(cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReceiveAsync(CancellationToken cancellation)
    {
        MakeRoom();
        CancellationTokenSource wake = _wake;
        try
        {
            int count = cancellation.CanBeCanceled ? await ReceiveAsync(wake, cancellation) : await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, wake.Token);
            _end += count;
            _over = count == 0;
        }
        catch (OperationCanceledException) when (wake.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            lock (_lock)
            {
                _wake.Dispose();
                _wake = new CancellationTokenSource();
            }

            return Result(isCanceled: true);
        }
        catch (SocketException e)
        {
            throw Volatile.Read(ref _aborted) is { } aborted ? new ConnectionAbortedException(aborted.Message, e) : new ConnectionResetException(e.Message, e);
        }

        return Volatile.Read(ref _aborted) is { } reason ? throw reason : Result(isCanceled: false);
    }

    private async ValueTask<int> ReceiveAsync(CancellationTokenSource wake, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wake.Token, cancellation);
        return await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, either.Token);
    }

    private ReadResult Result(bool isCanceled) => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCanceled, _over);

    // What its reader leaves stays in one piece: moved to the front, or into a buffer of twice the size.
    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        byte[] target = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        (_start, _examined, _end, _buffer) = (0, _examined - _start, _end - _start, target);
    }
}
