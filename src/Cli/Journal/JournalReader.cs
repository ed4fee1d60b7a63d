namespace ScaleProxy.Cli.Journal;

/// <summary>
/// Reads the records of a file, up to its end or the first that is not whole. Behind the last there is nothing, or zeros.
/// A write that the end of the process cut short leaves a beginning of a record, in a stretch of zeros as much as the system
/// copies in one go: that is the file's end as well. Everything else is damage.
/// </summary>
/// <param name="file">The file, at its beginning.</param>
internal sealed class JournalReader(Stream file)
{
    // The system copies a page at a time, or several; elsewhere pages are a multiple of this.
    private const int PageSize = 4096;

    private byte[] _buffer = new byte[PageSize];
    private bool _ended;

    /// <summary>Whether reading ended where something stands that was not written so.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The file has another beginning than ours, be it a short one.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>Where the last whole record ends.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record, valid until the next is read.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryRead(out JournalRecord record)
    {
        record = default;
        if (_ended || (Position == 0 && !ReadMagic()) || !ReadRecord(out record))
        {
            _ended = true;
            return false;
        }

        Position += JournalRecord.HeadSize + record.Payload.Length;
        return true;
    }

    private bool ReadMagic()
    {
        int length = JournalRecord.Magic.Length;
        int count = file.ReadAtLeast(_buffer.AsSpan(0, length), length, throwOnEndOfStream: false);
        IsForeign = !JournalRecord.Magic.StartsWith(_buffer.AsSpan(0, count));
        Position = count;
        return count == length && !IsForeign;
    }

    private bool ReadRecord(out JournalRecord record)
    {
        record = default;
        if (!Fill(0, JournalRecord.HeadSize))
        {
            return false;
        }

        int length = JournalRecord.LengthIn(_buffer);
        if (length is < 0 or > JournalRecord.MaxPayload)
        {
            IsDamaged = !IsCutShort(JournalRecord.HeadSize);
            return false;
        }

        int size = JournalRecord.HeadSize + length;
        if (size > _buffer.Length)
        {
            Array.Resize(ref _buffer, size);
        }

        if (!Fill(JournalRecord.HeadSize, length))
        {
            return false;
        }

        bool isWhole = JournalRecord.TryRead(_buffer.AsMemory(0, size), out record);
        IsDamaged = !isWhole && !IsCutShort(size);
        return isWhole;
    }

    // Whether what cannot be read ends where a page does, or in its head, or is not there at all; and zeros stand behind that.
    private bool IsCutShort(int size)
    {
        long end = Position + EndOf(_buffer.AsSpan(0, size));
        long at = Position + size;
        int count;
        while (end <= Position + size && (count = file.Read(_buffer)) > 0)
        {
            int last = EndOf(_buffer.AsSpan(0, count));
            end = last > 0 ? at + last : end;
            at += count;
        }

        long page = (end + PageSize - 1) / PageSize * PageSize;
        return end == Position || page < Position + (page == end ? size : JournalRecord.HeadSize);
    }

    // Behind the last byte that is not zero.
    private static int EndOf(ReadOnlySpan<byte> bytes) => bytes.LastIndexOfAnyExcept((byte)0) + 1;

    private bool Fill(int from, int count) => file.ReadAtLeast(_buffer.AsSpan(from, count), count, throwOnEndOfStream: false) == count;
}
