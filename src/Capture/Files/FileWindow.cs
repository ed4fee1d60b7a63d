namespace ScaleProxy.Capture.Files;

/// <summary>
/// The one buffer a file is read through. Callers ask for as many bytes as they need to have side by side; the buffer
/// grows only then, so it is for them to refuse a length that cannot be true before they ask.
/// </summary>
internal sealed class FileWindow(Stream source, int size)
{
    private byte[] _buffer = new byte[size];
    private int _start;
    private int _end;

    /// <summary>Bytes from the beginning of the file to the first byte of <see cref="Available"/>.</summary>
    public long Offset { get; private set; }

    /// <summary>What is in the buffer and not yet taken.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Sees to it that at least <paramref name="count"/> bytes are available.</summary>
    /// <returns>False where the file ends before them; <see cref="Available"/> is then all there is.</returns>
    /// <exception cref="CaptureException">The file cannot be read, or its packing is damaged.</exception>
    public bool Ensure(int count) => _end - _start >= count || Fill(count);

    /// <summary>Takes bytes that are available.</summary>
    public void Advance(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>Passes over bytes, without holding them.</summary>
    /// <returns>How many there were; fewer than asked for at the end of the file.</returns>
    public long Skip(long count)
    {
        long left = count;
        while (left > 0 && Ensure(1))
        {
            int step = (int)Math.Min(left, _end - _start);
            Advance(step);
            left -= step;
        }

        return count - left;
    }

    /// <summary>Passes over bytes up to and with the next line feed, without holding them.</summary>
    public void SkipLine()
    {
        int length;
        while ((length = Available.IndexOf((byte)'\n')) < 0)
        {
            Advance(Available.Length);
            if (!Ensure(1))
            {
                return;
            }
        }

        Advance(length + 1);
    }

    /// <summary>Takes everything up to the end of the file, or to a limit.</summary>
    /// <param name="limit">Bytes that are taken at most.</param>
    /// <param name="isCut">Whether there is more.</param>
    public ReadOnlyMemory<byte> TakeAll(int limit, out bool isCut)
    {
        var all = new System.Buffers.ArrayBufferWriter<byte>();
        while (all.WrittenCount < limit && Ensure(1))
        {
            ReadOnlySpan<byte> next = Available[..Math.Min(Available.Length, limit - all.WrittenCount)];
            System.Buffers.BuffersExtensions.Write(all, next);
            Advance(next.Length);
        }

        isCut = Ensure(1);
        return all.WrittenMemory;
    }

    private bool Fill(int count)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (count > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count));
        }

        while (_end < count)
        {
            int read = ReadOnce();
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    private int ReadOnce()
    {
        try
        {
            return source.Read(_buffer.AsSpan(_end));
        }
        catch (InvalidDataException)
        {
            throw new CaptureException("the packed data is damaged or cut short; unpack it by hand to see what can be saved", Offset + _end);
        }
        catch (IOException fault)
        {
            throw new CaptureException($"it cannot be read ({fault.Message})", Offset + _end);
        }
    }
}
