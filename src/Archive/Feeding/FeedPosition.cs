namespace ScaleProxy.Archive.Feeding;

/// <summary>How far a feed has told what is in the archive.</summary>
/// <param name="Arrival">The id of the last measurement that it has told, or passed over; 0 for none.</param>
/// <param name="Change">The id of the last <see cref="MeasurementChange"/> that it has told; 0 for none.</param>
public readonly record struct FeedPosition(long Arrival, long Change);
