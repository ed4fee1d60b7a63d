namespace ScaleProxy.Archive.Feeding;

/// <summary>A measurement was changed after it came in: its owner gave it to somebody else.</summary>
/// <param name="Id">Counted up with each change of any measurement.</param>
/// <param name="MeasurementId">The measurement's number.</param>
/// <param name="Revision">Which change of this measurement it is, counted from 1.</param>
public readonly record struct MeasurementChange(long Id, long MeasurementId, int Revision);
