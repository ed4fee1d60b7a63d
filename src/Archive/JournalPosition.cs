namespace ScaleProxy.Archive;

/// <summary>
/// A place in a journal, where <c>learn</c> keeps exchanges on their way into the archive. The archive keeps the last one that
/// came in, in the transaction that stores the exchange itself: so it is known of each exchange whether it is there, whenever
/// a process ends.
/// </summary>
/// <param name="Journal">Which journal: a name that no other one has.</param>
/// <param name="Number">The place, counted up from 1. Entries are handed over in that order.</param>
public sealed record JournalPosition(string Journal, long Number);
