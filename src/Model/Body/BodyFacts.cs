using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Body;

/// <summary>What formulas for body composition are fed with.</summary>
/// <param name="Weight">kg.</param>
/// <param name="Height">cm.</param>
/// <param name="Age">Years.</param>
/// <param name="Sex">The sex.</param>
/// <param name="Resistance">Ω at 50 kHz; 0 for a formula that needs none.</param>
internal readonly record struct BodyFacts(decimal Weight, decimal Height, decimal Age, Sex Sex, decimal Resistance)
{
    /// <summary>1 for a man, 0 for a woman: how the formulas have it.</summary>
    public decimal Male => Sex == Sex.Male ? 1 : 0;

    /// <summary>H²/R, cm²/Ω.</summary>
    public decimal Index => Height * Height / Resistance;

    /// <summary>Body mass index, kg/m².</summary>
    public decimal Bmi => Weight * 10_000 / (Height * Height);
}
