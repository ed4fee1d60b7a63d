namespace ScaleProxy.Archive;

/// <summary>What became of an entry.</summary>
/// <param name="Stored">How many measurements are new.</param>
/// <param name="Duplicates">How many were in the archive already.</param>
/// <param name="OnceUsed">Its <see cref="ArchiveEntry.UsedOnce"/> had been given, and was used by nobody before.</param>
/// <param name="PersonId">The number of its <see cref="ArchiveEntry.Person"/> in the archive; null where there was none.</param>
/// <param name="Reassigned">The measurement of its <see cref="ArchiveEntry.Reassignment"/> is there, and belongs to whom that says.</param>
/// <param name="OutboxChanged">How many rows its <see cref="ArchiveEntry.OutboxChanges"/> changed.</param>
/// <param name="Deleted">Its <see cref="ArchiveEntry.Deletion"/> changed something: the measurement is there, and was not so already.</param>
public readonly record struct EntryOutcome(int Stored, int Duplicates, bool OnceUsed = false, long? PersonId = null, bool Reassigned = false, int OutboxChanged = 0, bool Deleted = false);
