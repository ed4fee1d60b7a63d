namespace ScaleProxy.Archive;

/// <summary>The owner deletes a measurement, or takes that back. It is kept either way; what waits for the vendor is dropped, and a restored one is queued only where its owner retries it.</summary>
/// <param name="MeasurementId">Its number in the archive.</param>
/// <param name="At">When the owner said so; null takes a deletion back.</param>
public sealed record Deletion(long MeasurementId, DateTimeOffset? At);
