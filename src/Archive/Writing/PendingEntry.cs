namespace ScaleProxy.Archive.Writing;

/// <summary>An entry on its way to the disk.</summary>
/// <param name="entry">What is to be stored.</param>
/// <param name="awaited">Whether somebody is told of its commit; a posted entry has nobody.</param>
/// <param name="urgent">Whether it is to be committed as soon as can be.</param>
internal sealed class PendingEntry(ArchiveEntry entry, bool awaited, bool urgent)
{
    private static readonly ArchiveEntry s_nothing = new();

    // The writer must not run what its callers do next: they are released while it goes on with the next batch.
    private readonly TaskCompletionSource<EntryOutcome>? _waiter =
        awaited ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    /// <summary>What is to be stored.</summary>
    public ArchiveEntry Entry { get; private set; } = entry;

    /// <summary>Of each of its measurements the fingerprint, worked out by whoever brings it: all wait for the one writer.</summary>
    public byte[][] Fingerprints { get; private set; } = MeasurementFingerprint.Of(entry.Measurements);

    /// <summary>Whether it is to be committed as soon as can be, for somebody is kept waiting; others may lie in the queue for a while.</summary>
    public bool IsUrgent { get; } = urgent;

    /// <summary>Bytes it keeps in memory.</summary>
    public long Size { get; } = entry.Size();

    /// <summary>What will be told once it is committed.</summary>
    public EntryOutcome Outcome { get; set; }

    /// <summary>Its fate has been told.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Done when the entry is on the disk. Only for an awaited one.</summary>
    public Task<EntryOutcome> Committed => _waiter!.Task;

    /// <summary>It is stored, if not yet committed, and never will be stored again: what it holds is let go.</summary>
    public void LetGo()
    {
        Entry = s_nothing;
        Fingerprints = [];
    }

    /// <summary>Says that it is on the disk.</summary>
    public void Succeed()
    {
        IsSettled = true;
        _waiter?.SetResult(Outcome);
    }

    /// <summary>Says that it could not be stored.</summary>
    /// <returns>False where nobody waits to hear it.</returns>
    public bool Fail(ArchiveException fault)
    {
        IsSettled = true;
        _waiter?.SetException(fault);
        return _waiter is not null;
    }
}
