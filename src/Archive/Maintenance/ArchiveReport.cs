namespace ScaleProxy.Archive.Maintenance;

/// <summary>What <see cref="ArchiveCheckup"/> found.</summary>
/// <param name="Name">The file, or the server's address without its password.</param>
/// <param name="Schema">The number of its schema; 0 where there is nothing in it yet.</param>
/// <param name="LatestSchema">The number that this version brings an archive to when it is next used.</param>
/// <param name="Size">What it takes on the disk.</param>
/// <param name="Counts">How much there is in it; null where it is damaged, or of an earlier schema.</param>
/// <param name="Faults">What is wrong; empty where nothing is.</param>
public sealed record ArchiveReport(string Name, int Schema, int LatestSchema, ArchiveSize Size, ArchiveCounts? Counts, IReadOnlyList<ArchiveFault> Faults);
