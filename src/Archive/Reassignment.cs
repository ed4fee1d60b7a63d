namespace ScaleProxy.Archive;

/// <summary>The owner says whose a measurement is. What the scale said of it is kept beside.</summary>
/// <param name="MeasurementId">Its number in the archive.</param>
/// <param name="UserId">The vendor's number for whom it is; null for nobody.</param>
/// <param name="At">When the owner said so.</param>
public sealed record Reassignment(long MeasurementId, long? UserId, DateTimeOffset At);
