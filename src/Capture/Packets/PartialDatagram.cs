namespace ScaleProxy.Capture.Packets;

/// <summary>The payload of one IP datagram while its fragments come in. Used again for others, to keep its buffer.</summary>
internal sealed class PartialDatagram
{
    // The parts that are there, in order, never touching one another.
    private readonly List<(int Start, int End)> _parts = [];
    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>When the first fragment came.</summary>
    public long BegunTicks { get; private set; }

    /// <summary>The last fragment is there, and every one before it.</summary>
    public bool IsComplete => _length >= 0 && _parts.Count == 1 && _parts[0].Start == 0 && _parts[0].End >= _length;

    /// <summary>The payload, once it is complete.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Begins anew.</summary>
    public void Begin(long ticks)
    {
        _parts.Clear();
        _length = -1;
        BegunTicks = ticks;
    }

    /// <summary>Takes a fragment; of bytes that are there already the first copy stays.</summary>
    public void Add(int offset, bool more, ReadOnlySpan<byte> data)
    {
        int end = offset + data.Length;
        if (!more && _length < 0)
        {
            _length = end;
        }

        if (end > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(end, Math.Min(_buffer.Length * 2, 65536)));
        }

        int from = offset;
        int at = 0;
        while (at < _parts.Count && _parts[at].End < offset)
        {
            at++;
        }

        int first = at;
        while (at < _parts.Count && _parts[at].Start <= end)
        {
            Copy(data, offset, from, Math.Max(from, _parts[at].Start));
            from = Math.Max(from, _parts[at].End);
            at++;
        }

        Copy(data, offset, from, Math.Max(from, end));
        int joinedStart = at > first ? Math.Min(offset, _parts[first].Start) : offset;
        int joinedEnd = at > first ? Math.Max(end, _parts[at - 1].End) : end;
        _parts.RemoveRange(first, at - first);
        _parts.Insert(first, (joinedStart, joinedEnd));
    }

    private void Copy(ReadOnlySpan<byte> data, int offset, int from, int to)
    {
        int stop = Math.Min(to, offset + data.Length);
        if (stop > from)
        {
            data[(from - offset)..(stop - offset)].CopyTo(_buffer.AsSpan(from));
        }
    }
}
