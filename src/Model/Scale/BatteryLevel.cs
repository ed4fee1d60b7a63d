namespace ScaleProxy.Model.Scale;

/// <summary>How full a scale's battery was.</summary>
/// <param name="At">When, unix seconds.</param>
/// <param name="Percent">0 to 100.</param>
public readonly record struct BatteryLevel(long At, int Percent);
