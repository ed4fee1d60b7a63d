using System.Buffers;

namespace ScaleProxy.Cli.Journal;

/// <summary>A file of a connection that is kept, and how far it has been read. For use under its conversation's lock.</summary>
/// <param name="file">The file.</param>
internal sealed class JournalPart(JournalFile file)
{
    private const int WindowSize = 64 * 1024;

    private long _read;

    // What was read ahead of the file, from _read on; its memory is kept only while there is something in it.
    private byte[] _window = [];
    private int _windowAt;
    private int _windowEnd;

    /// <summary>The file.</summary>
    public JournalFile File => file;

    /// <summary>It is read to its end, and the archive has what came of it.</summary>
    public bool IsDone => _read == file.Length && file.IsArchived;

    /// <summary>As <see cref="JournalFile.TryBegin"/>.</summary>
    public bool TryBegin(DateTimeOffset at, string client, string server, int number)
    {
        _read = 0;
        return file.TryBegin(at, client, server, number);
    }

    /// <summary>Writes what is not written yet, where it is next to be read.</summary>
    /// <exception cref="IOException">As for <see cref="JournalFile.Write"/>.</exception>
    public void WriteWhatWaits()
    {
        if (file.Waiting > 0 && _read + _windowEnd - _windowAt >= file.Length - file.Waiting)
        {
            file.Write();
        }
    }

    /// <summary>Gives the next record of what passed; <see cref="Pass"/> says that it was read.</summary>
    /// <param name="record">Its payload is valid until then.</param>
    /// <returns>False where there is no more.</returns>
    /// <exception cref="IOException">The file cannot be read, or does not hold what was written to it.</exception>
    public bool TryRead(out JournalRecord record)
    {
        while (_read < file.Length)
        {
            if (_read == 0)
            {
                Advance(Fill(JournalRecord.Magic.Length).Length);
            }

            int length = JournalRecord.LengthIn(Fill(JournalRecord.HeadSize).Span);
            if (length is < 0 or > JournalRecord.MaxPayload || !JournalRecord.TryRead(Fill(JournalRecord.HeadSize + length), out record))
            {
                throw Damaged();
            }

            if (record.Kind is JournalRecordKind.Requests or JournalRecordKind.Replies)
            {
                return true;
            }

            Pass(record);
        }

        record = default;
        return false;
    }

    /// <summary>The record that was given last has been read.</summary>
    public void Pass(JournalRecord record) => Advance(JournalRecord.HeadSize + record.Payload.Length);

    /// <summary>Gives the file back.</summary>
    public void Return(LearnJournal journal)
    {
        GiveWindow();
        journal.Return(file);
    }

    private void Advance(int count)
    {
        _read += count;
        _windowAt += count;
        if (_windowAt == _windowEnd)
        {
            GiveWindow();
        }
    }

    private void GiveWindow()
    {
        ArrayPool<byte>.Shared.Return(_window);
        _window = [];
        _windowAt = 0;
        _windowEnd = 0;
    }

    // So many bytes from where reading is.
    private ReadOnlyMemory<byte> Fill(int count)
    {
        if (_windowEnd - _windowAt < count)
        {
            byte[] next = ArrayPool<byte>.Shared.Rent(Math.Max(count, (int)Math.Min(WindowSize, file.Length - _read)));
            int there = _windowEnd - _windowAt;
            _window.AsSpan(_windowAt, there).CopyTo(next);
            GiveWindow();
            _window = next;
            _windowEnd = there;
            while (_windowEnd < count)
            {
                int read = file.Read(_read + _windowEnd, _window.AsSpan(_windowEnd));
                _windowEnd += read > 0 ? read : throw Damaged();
            }
        }

        return _window.AsMemory(_windowAt, count);
    }

    private IOException Damaged() => new($"the journal's file {file.Path} does not hold at byte {_read} what was written there");
}
