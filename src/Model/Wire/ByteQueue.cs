using System.Buffers;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Bytes of a stream from <see cref="Offset"/> on, in one piece: added behind, taken off in front. Empty, it holds no memory:
/// there are many connections, and little is under way on each.
/// </summary>
internal sealed class ByteQueue
{
    private const int Smallest = 512;
    private const int WorthKeeping = 64 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Where in the stream the first of the bytes stands.</summary>
    public long Offset { get; private set; }

    public int Length => _end - _start;

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _end < bytes.Length)
        {
            MakeRoom(bytes.Length);
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    public void Drop(int count)
    {
        _start += count;
        Offset += count;
        if (_start == _end)
        {
            _start = _end = 0;
            Release();
        }
    }

    // Doubling keeps the copying linear in the bytes; moving to the front is paid for by the bytes that were dropped.
    private void MakeRoom(int count)
    {
        int needed = Length + count;
        if (needed <= _buffer.Length / 2)
        {
            Span.CopyTo(_buffer);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(needed, _buffer.Length * 2)));
            Span.CopyTo(larger);
            Release();
            _buffer = larger;
        }

        _end -= _start;
        _start = 0;
    }

    private void Release()
    {
        if (_buffer.Length is > 0 and <= WorthKeeping)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
    }
}
