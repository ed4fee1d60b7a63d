namespace ScaleProxy.Model.Body;

/// <summary>A value that was worked out, never one that a scale has sent.</summary>
/// <param name="Name">What it is, named as <see cref="Scale.MeasureType.NameOf"/> names what scales send.</param>
/// <param name="Value">The value, rounded as far as it says anything.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Formula">By which formula.</param>
public readonly record struct DerivedValue(string Name, decimal Value, string Unit, string Formula);
