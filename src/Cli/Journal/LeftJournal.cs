namespace ScaleProxy.Cli.Journal;

/// <summary>A file of a journal whose process was killed. While it is open, no other process takes it.</summary>
internal sealed class LeftJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly JournalReader _reader;

    private LeftJournal(string path, FileStream file)
    {
        Path = path;
        _file = file;
        _reader = new JournalReader(file);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What the archive knows the journal by.</summary>
    public string Name => JournalFile.NameOf(Path);

    /// <summary>The connection in it; one without addresses where the process ended before it had written that, and so nothing behind it.</summary>
    public JournalBegin Begin { get; private set; } = new(1, string.Empty, string.Empty);

    /// <summary>When that began.</summary>
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>It is another program's.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>Where it is damaged, once it has been read as far as it can be; null where it is whole.</summary>
    public long? DamagedAt => _reader.IsDamaged ? _reader.Position : null;

    /// <summary>Opens a file, and reads which connection is in it.</summary>
    /// <exception cref="IOException">It cannot be read, or another process has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static LeftJournal Open(string path)
    {
        var journal = new LeftJournal(path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        try
        {
            journal.ReadBegin();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next record behind the first.</summary>
    /// <param name="record">The record, valid until the next is read.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryRead(out JournalRecord record) => _reader.TryRead(out record);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadBegin()
    {
        if (!TryRead(out JournalRecord first))
        {
            IsForeign = _reader.IsForeign;
        }
        else if (JournalBegin.Of(first) is { } begin)
        {
            Begin = begin;
            BegunAt = first.At;
        }
        else
        {
            IsForeign = true;
        }
    }
}
