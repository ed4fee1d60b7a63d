using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <summary>A measurement to be archived, with what is known around it.</summary>
/// <param name="Measurement">What the scale said.</param>
/// <param name="Source">How it came here.</param>
/// <param name="SessionId">The session it came in; null where there was none.</param>
/// <param name="Battery">The scale's battery level then, percent.</param>
/// <param name="Firmware">The scale's firmware then.</param>
/// <param name="ReceivedAt">When it came in; for an import, when it was on the wire.</param>
public sealed record ArchivedMeasurement(
    Measurement Measurement,
    MeasurementSource Source,
    string? SessionId,
    int? Battery,
    string? Firmware,
    DateTimeOffset ReceivedAt);
