namespace ScaleProxy.Archive.Maintenance;

/// <summary>How much there is in an archive.</summary>
/// <param name="Recordings">Conversations.</param>
/// <param name="Exchanges">Requests with their replies, in all recordings.</param>
/// <param name="Measurements">Measurements.</param>
/// <param name="People">People that the vendor's replies named.</param>
/// <param name="Scales">Scales that something was learned of.</param>
public sealed record ArchiveCounts(long Recordings, long Exchanges, long Measurements, long People, long Scales);
