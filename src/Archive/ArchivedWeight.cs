using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <summary>A weight in the archive, and what tells it from another.</summary>
/// <param name="TakenAt">When it was taken, unix seconds.</param>
/// <param name="UserId">Whose it is; null where that is not known, or not for sure.</param>
/// <param name="Source">How it came in.</param>
/// <param name="Weight">The weight, exact, kg.</param>
public readonly record struct ArchivedWeight(long TakenAt, long? UserId, MeasurementSource Source, MeasuredValue Weight);
