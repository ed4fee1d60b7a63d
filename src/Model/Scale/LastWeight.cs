namespace ScaleProxy.Model.Scale;

/// <summary>A person's newest archived weight.</summary>
/// <param name="UserId">The vendor's number for the person.</param>
/// <param name="Weight">The weight, exact, kg.</param>
/// <param name="TakenAt">When, unix seconds by the scale's clock.</param>
public readonly record struct LastWeight(long UserId, MeasuredValue Weight, long TakenAt);
