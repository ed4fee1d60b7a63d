namespace ScaleProxy.Model.People;

/// <summary>What somebody weighs by their own word, so that a scale can recognise them before they ever stood on it.</summary>
/// <param name="Grams">The weight, g.</param>
/// <param name="EnteredAt">When it was said, unix seconds.</param>
public readonly record struct EnteredWeight(int Grams, long EnteredAt)
{
    /// <summary>The weight, kg.</summary>
    public decimal Kilograms => Grams / 1000m;
}
