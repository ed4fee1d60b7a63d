using System.Buffers;
using Microsoft.Win32.SafeHandles;
using ScaleProxy.Archive;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// One file of the journal, which holds what passed on one connection, or a part of it; when the archive has that, another
/// gets it. The exchanges in it are numbered on and on, so that the archive knows each file by one number. It is written to
/// by one thread at a time, by calls of the system that take about a microsecond: what the kernel has taken outlives the
/// process. It does not outlive the machine, for nothing waits here for a disk. Behind the records of a long file are zeros:
/// half of a small write's time goes for the page it begins, and pages are cheaper by the stretch.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    // Most requests and what answers them find room in it.
    private const int UsualWaiting = 2048;

    // Twice as much is no cheaper, and few files get as long as half of it. It is beyond the room that is counted.
    private const int Stretch = 32 * 1024;
    private const int StretchFrom = Stretch / 2;

    private static readonly byte[] s_zeros = new byte[Stretch];

    private readonly FileStream _file;

    // The stream's own, taken once: whoever asks a stream for it has it seek each time.
    private readonly SafeFileHandle _handle;
    private readonly RecordingRoom _room;

    // Records that are not written yet.
    private byte[] _waiting = [];
    private int _waitingLength;
    private long _written;

    // Of the file, which may be longer than what is written to it.
    private long _end;
    private long _lastNumber;
    private long _archivedNumber;

    /// <summary>Makes a file, and nobody else's: only its owner can read it, and no other process opens it while it is open.</summary>
    /// <param name="path">Where; see <see cref="NameOf"/>.</param>
    /// <param name="room">The bytes that may be taken.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public JournalFile(string path, RecordingRoom room)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Name = NameOf(path);
        Path = path;
        _room = room;
        _file = new FileStream(path, options);
        _handle = _file.SafeFileHandle;
    }

    /// <summary>The journal's name to the archive.</summary>
    public string Name { get; }

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>Bytes in it, those that are not written yet among them.</summary>
    public long Length => _written + _waitingLength;

    /// <summary>Bytes that are not written yet.</summary>
    public int Waiting => _waitingLength;

    /// <summary>Whether the archive has every exchange that was numbered.</summary>
    public bool IsArchived => _archivedNumber == _lastNumber;

    /// <summary>What the archive knows the journal in a file by.</summary>
    /// <param name="path">Where the file is.</param>
    public static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>Numbers the next exchange.</summary>
    public JournalPosition Next() => new(Name, ++_lastNumber);

    /// <summary>The archive has an exchange.</summary>
    public void Archived(long number) => _archivedNumber = number;

    /// <summary>Lets go of all that is in it, and begins with a connection.</summary>
    /// <param name="at">When that began.</param>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="server">The vendor's address and port.</param>
    /// <param name="part">Which of the connection's files this is, from 0 on.</param>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public bool TryBegin(DateTimeOffset at, string client, string server, int part = 0)
    {
        Clear();
        byte[] payload = new JournalBegin(_lastNumber + 1, client, server, part).ToPayload();
        int length = JournalRecord.Magic.Length + JournalRecord.HeadSize + payload.Length;
        if (!_room.TryTake(length))
        {
            return false;
        }

        Span<byte> start = Wait(length);
        JournalRecord.Magic.CopyTo(start);
        JournalRecord.Write(start[JournalRecord.Magic.Length..], JournalRecordKind.Begin, at, payload);
        return true;
    }

    /// <summary>Appends a record, and writes it and what waits.</summary>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="IOException">It cannot be written to; what of the record is in the file is no record, and nothing may follow it.</exception>
    public bool TryAppend(JournalRecordKind kind, DateTimeOffset at, ReadOnlySpan<byte> payload)
    {
        int before = _waitingLength;
        if (!TryAppendSoon(kind, at, payload))
        {
            return false;
        }

        try
        {
            Write();
        }
        catch (IOException)
        {
            // What waited before it can still be read; this is not taken.
            _room.Give(_waitingLength - before);
            _waitingLength = before;
            throw;
        }

        return true;
    }

    /// <summary>Appends a record, to be written with the next.</summary>
    /// <returns>False where there is no room.</returns>
    public bool TryAppendSoon(JournalRecordKind kind, DateTimeOffset at, ReadOnlySpan<byte> payload)
    {
        int size = JournalRecord.HeadSize + payload.Length;
        if (payload.Length > JournalRecord.MaxPayload || !_room.TryTake(size))
        {
            return false;
        }

        JournalRecord.Write(Wait(size), kind, at, payload);
        return true;
    }

    /// <summary>Says that what passes from here on is not kept; there is always room for that.</summary>
    /// <exception cref="IOException">As for <see cref="TryAppend"/>.</exception>
    public void Interrupt(DateTimeOffset at)
    {
        _room.Give(-JournalRecord.HeadSize);
        JournalRecord.Write(Wait(JournalRecord.HeadSize), JournalRecordKind.Gap, at, default);
        Write();
    }

    /// <summary>Writes what waits.</summary>
    /// <exception cref="IOException">As for <see cref="TryAppend"/>.</exception>
    public void Write()
    {
        if (_waitingLength == 0)
        {
            return;
        }

        if (_written >= StretchFrom && _written + _waitingLength > _end)
        {
            RandomAccess.Write(_handle, s_zeros, _end);
            _end += Stretch;
        }

        RandomAccess.Write(_handle, _waiting.AsSpan(0, _waitingLength), _written);
        _written += _waitingLength;
        _end = Math.Max(_end, _written);
        GiveWaiting();
    }

    /// <summary>Reads what is in it, be it written or not.</summary>
    /// <param name="at">From where on.</param>
    /// <param name="buffer">Where to.</param>
    /// <returns>How many bytes; 0 at the end alone.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(long at, Span<byte> buffer)
    {
        if (at < _written)
        {
            return RandomAccess.Read(_handle, buffer[..(int)Math.Min(buffer.Length, _written - at)], at);
        }

        ReadOnlySpan<byte> waiting = _waiting.AsSpan(0, _waitingLength)[(int)(at - _written)..];
        int count = Math.Min(waiting.Length, buffer.Length);
        waiting[..count].CopyTo(buffer);
        return count;
    }

    /// <summary>Lets go of all that is in it.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public void Clear()
    {
        if (Length > 0)
        {
            RandomAccess.SetLength(_handle, 0);
            _room.Give(Length);
            _written = 0;
            _end = 0;
            GiveWaiting();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void GiveWaiting()
    {
        ArrayPool<byte>.Shared.Return(_waiting);
        _waiting = [];
        _waitingLength = 0;
    }

    // Room for so many bytes more behind what waits.
    private Span<byte> Wait(int length)
    {
        int end = _waitingLength + length;
        if (end > _waiting.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(end, UsualWaiting));
            _waiting.AsSpan(0, _waitingLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_waiting);
            _waiting = larger;
        }

        Span<byte> room = _waiting.AsSpan(_waitingLength, length);
        _waitingLength = end;
        return room;
    }
}
