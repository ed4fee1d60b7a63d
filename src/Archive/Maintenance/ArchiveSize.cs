namespace ScaleProxy.Archive.Maintenance;

/// <summary>What an archive takes on the disk.</summary>
/// <param name="Bytes">The database, in bytes.</param>
/// <param name="LogBytes">The log beside it that is still to be carried over, in bytes; 0 where the server has its own.</param>
/// <param name="UnusedBytes">What of the database holds nothing any more, in bytes; 0 where only the server knows.</param>
public readonly record struct ArchiveSize(long Bytes, long LogBytes, long UnusedBytes);
