namespace ScaleProxy.Model.Scale;

/// <summary>What a decoder made of a request that hands on measurements.</summary>
/// <param name="Measurements">Those that could be read.</param>
/// <param name="Problem">Why something could not be read, without private data; null where all could. The request stays archived raw either way.</param>
public readonly record struct DecodedMeasurements(IReadOnlyList<Measurement> Measurements, string? Problem);
