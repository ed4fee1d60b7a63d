using System.IO.Pipelines;
using System.Net.Sockets;

namespace ScaleProxy.Replay.Transport;

/// <summary>Writes to a socket. A flush is done when the kernel has all of it: whoever sends to somebody who does not read waits.</summary>
/// <param name="socket">A connected socket; its owner disposes of it.</param>
internal sealed class SocketOutput(Socket socket) : PipeWriter
{
    private const int Smallest = 2048;
    private const int WorthKeeping = 64 * 1024;

    private byte[] _buffer = new byte[Smallest];
    private int _end;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _end;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_buffer.Length - _end), nameof(bytes));
        _end += bytes;
    }

    /// <summary>Not to be had: end the connection instead.</summary>
    public override void CancelPendingFlush() => throw new NotSupportedException("a flush ends with the connection");

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _end = 0;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_end);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_end);
    }

    /// <summary>Sends what was written.</summary>
    /// <returns>Completed where nobody is there to read any more.</returns>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<int> sending = socket.SendAsync(_buffer.AsMemory(0, _end), SocketFlags.None, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
        {
            return SentAsync(sending);
        }

        Sent(sending.Result);
        return default;
    }

    private async ValueTask<FlushResult> SentAsync(ValueTask<int> sending)
    {
        try
        {
            Sent(await sending);
            return default;
        }
        catch (SocketException)
        {
            // Whoever reads the other direction hears the same, with the reason.
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
    }

    // The socket takes all of it before it says that it is done.
    private void Sent(int count)
    {
        if (count != _end)
        {
            throw new IOException($"{count} of {_end} bytes were sent");
        }

        _end = 0;
        if (_buffer.Length > WorthKeeping)
        {
            _buffer = new byte[Smallest];
        }
    }

    private void MakeRoom(int sizeHint)
    {
        if (_buffer.Length - _end < Math.Max(sizeHint, 1))
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _end + sizeHint));
        }
    }
}
