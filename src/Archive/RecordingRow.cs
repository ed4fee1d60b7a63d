namespace ScaleProxy.Archive;

/// <summary>What is stored of a <see cref="RecordingHandle"/>.</summary>
/// <param name="Id">The row; 0 for none yet.</param>
/// <param name="Mac">The scale as it is stored.</param>
/// <param name="Exchanges">How many exchanges were stored with it.</param>
/// <param name="AlreadyArchived">The row is that of an earlier import, and nothing is added to it.</param>
internal readonly record struct RecordingRow(long Id, string? Mac, int Exchanges, bool AlreadyArchived);
