namespace ScaleProxy.Archive;

/// <summary>Where the archive is, and the limits it works within.</summary>
public sealed record ArchiveOptions
{
    /// <summary>The database file, where SQLite keeps the archive. Its folder is made where it is not there; both for their owner only.</summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>The server, where PostgreSQL keeps it; null where <see cref="Path"/> does.</summary>
    public PostgresAddress? Server { get; init; }

    /// <summary>Entries that may wait for the writer; whoever brings another one waits.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>Bytes of exchanges that may wait for the writer. One entry is let in whatever its size.</summary>
    public long QueueBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Entries that go into one transaction at most.</summary>
    public int MaxEntriesPerCommit { get; init; } = 512;

    /// <summary>
    /// How long entries that are not urgent, posted ones and those that are safe elsewhere, may lie in memory until an
    /// urgent one takes them to the disk along with it.
    /// </summary>
    public TimeSpan PostDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long a commit that several wait for is put off until more do. Whoever is alone never waits; with many scales
    /// at once it spares the disk most of the commits.
    /// </summary>
    public TimeSpan CommitDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long to wait for another process that is writing, and for a server to answer, before giving up, at least 1 ms.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections for reading that are kept open while nobody reads.</summary>
    public int IdleReaders { get; init; } = 4;

    /// <summary>Pages of 4 KiB, or as many bytes in larger ones, that the write-ahead log holds before they are carried over into the database.</summary>
    public int CheckpointPages { get; init; } = 4000;

    /// <summary>
    /// What is written can be had again from where it came, so that commits need not be on disk one by one: all of it
    /// is when the archive is closed. For an import; never for what a scale is told is safe.
    /// </summary>
    public bool Bulk { get; init; }

    /// <summary>
    /// How long the first transaction in bulk may take that fills a new archive. Others wait for it to end before they can read,
    /// and give up after their <see cref="BusyTimeout"/>.
    /// </summary>
    public TimeSpan FillingTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Called, on the writer's thread, for each posted entry that could not be stored: nobody awaits those, so this is
    /// where it gets loud. It must be quick and must not throw.
    /// </summary>
    public Action<ArchiveException>? PostFailed { get; init; }

    internal void Validate()
    {
        if (Server is null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(Path);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntriesPerCommit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PostDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(CommitDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BusyTimeout, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(IdleReaders, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(FillingTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointPages, 1);
    }
}
