namespace ScaleProxy.Archive;

/// <summary>What became of an entry's measurements.</summary>
/// <param name="Stored">How many are new.</param>
/// <param name="Duplicates">How many were in the archive already.</param>
public readonly record struct EntryOutcome(int Stored, int Duplicates);
