using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>What part of a weight something is, for formats that want percent where the scale gave kg.</summary>
internal static class WeightShare
{
    private const int Least = 1;
    private const int Most = 1000;

    /// <summary>The part in percent; null where either is not known, or is not what a person weighs (1 to 1000 kg).</summary>
    /// <param name="part">A mass, kg.</param>
    /// <param name="weight">The weight, kg.</param>
    public static decimal? PercentOf(MeasuredValue? part, MeasuredValue weight) =>
        part?.ToDecimal() is { } some and >= 0 and <= Most && weight.ToDecimal() is { } all and >= Least and <= Most ? some / all * 100 : null;
}
