using System.Buffers;
using Microsoft.Win32.SafeHandles;
using ScaleProxy.Archive;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// One file of the journal, which holds what passed on one connection; when that is over, another connection gets it. The
/// exchanges in it are numbered on and on, so that the archive knows each file by one number. It is written to by one thread
/// at a time, each record by one call of the system, which takes about a microsecond: what the kernel has taken outlives the
/// process. It does not outlive the machine, for nothing waits here for a disk.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly FileStream _file;

    // The stream's own, taken once: whoever asks a stream for it has it seek each time.
    private readonly SafeFileHandle _handle;
    private readonly RecordingRoom _room;
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

    /// <summary>Bytes in it.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the archive has every exchange that was numbered.</summary>
    public bool IsArchived => Volatile.Read(ref _archivedNumber) == _lastNumber;

    /// <summary>What the archive knows the journal in a file by.</summary>
    /// <param name="path">Where the file is.</param>
    public static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>Numbers the next exchange.</summary>
    public JournalPosition Next() => new(Name, ++_lastNumber);

    /// <summary>The archive has an exchange. Any thread may say so.</summary>
    public void Archived(long number) => Volatile.Write(ref _archivedNumber, number);

    /// <summary>Lets go of all that is in it, and begins with a connection.</summary>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public bool TryBegin(DateTimeOffset at, string client, string server)
    {
        Clear();
        byte[] payload = new JournalBegin(_lastNumber + 1, client, server).ToPayload();
        byte[] start = new byte[JournalRecord.Magic.Length + JournalRecord.HeadSize + payload.Length];
        if (!_room.TryTake(start.Length))
        {
            return false;
        }

        JournalRecord.Magic.CopyTo(start);
        JournalRecord.Write(start.AsSpan(JournalRecord.Magic.Length), JournalRecordKind.Begin, at, payload);
        Write(start);
        return true;
    }

    /// <summary>Appends a record.</summary>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="IOException">It cannot be written to; what of the record was written is no record, and nothing may follow it.</exception>
    public bool TryAppend(JournalRecordKind kind, DateTimeOffset at, ReadOnlySpan<byte> payload)
    {
        int size = JournalRecord.HeadSize + payload.Length;
        if (payload.Length > JournalRecord.MaxPayload || !_room.TryTake(size))
        {
            return false;
        }

        byte[] record = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            JournalRecord.Write(record, kind, at, payload);
            Write(record.AsSpan(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }

        return true;
    }

    /// <summary>Says that what passes from here on is not kept; there is always room for that.</summary>
    /// <exception cref="IOException">As for <see cref="TryAppend"/>.</exception>
    public void Interrupt(DateTimeOffset at)
    {
        byte[] gap = new byte[JournalRecord.HeadSize];
        JournalRecord.Write(gap, JournalRecordKind.Gap, at, default);
        _room.Give(-gap.Length);
        Write(gap);
    }

    /// <summary>Lets go of all that is in it.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public void Clear()
    {
        if (Length > 0)
        {
            RandomAccess.SetLength(_handle, 0);
            _room.Give(Length);
            Length = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // Counted first: a write that fails may have left a part of it.
    private void Write(ReadOnlySpan<byte> bytes)
    {
        long at = Length;
        Length += bytes.Length;
        RandomAccess.Write(_handle, bytes, at);
    }
}
