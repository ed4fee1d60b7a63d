namespace ScaleProxy.Cli.Journal;

/// <summary>
/// Reads the records of a file, up to its end or the first that is not whole. A write that the end of the process cut short
/// leaves a beginning of a record, and nothing behind it: that is the file's end. Everything else is damage.
/// </summary>
/// <param name="file">The file, at its beginning.</param>
internal sealed class JournalReader(Stream file)
{
    private byte[] _buffer = new byte[4096];
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
            IsDamaged = true;
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

        IsDamaged = !JournalRecord.TryRead(_buffer.AsMemory(0, size), out record);
        return !IsDamaged;
    }

    private bool Fill(int from, int count) => file.ReadAtLeast(_buffer.AsSpan(from, count), count, throwOnEndOfStream: false) == count;
}
