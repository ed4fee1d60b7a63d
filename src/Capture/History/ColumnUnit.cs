namespace ScaleProxy.Capture.History;

/// <summary>What a column's numbers are multiplied by to be in the unit of their measure type. Exact, so that pounds stay exact too.</summary>
/// <param name="Raw">The factor is this,</param>
/// <param name="Exponent">times ten to the power of this.</param>
internal readonly record struct ColumnUnit(long Raw, int Exponent)
{
    /// <summary>The measure type's own unit.</summary>
    public static readonly ColumnUnit Own = new(1, 0);

    // The international pound is 0.45359237 kg by definition (1959); a stone is 14 pounds.
    private static readonly ColumnUnit s_pound = new(45_359_237, -8);
    private static readonly ColumnUnit s_stone = new(635_029_318, -8);

    /// <summary>A unit of mass as a heading names it; null where it is none.</summary>
    /// <param name="name">For example <c>kg</c>, in lower case.</param>
    public static ColumnUnit? OfMass(ReadOnlySpan<char> name) => name switch
    {
        "kg" => Own,
        "lb" or "lbs" => s_pound,
        "st" => s_stone,
        _ => null,
    };

    /// <summary>Converts a number.</summary>
    /// <returns>False where it does not fit.</returns>
    public bool TryConvert(ref long raw, ref int exponent)
    {
        Int128 product = (Int128)raw * Raw;
        long power = (long)exponent + Exponent;
        if (product < long.MinValue || product > long.MaxValue || power < int.MinValue)
        {
            return false;
        }

        raw = (long)product;
        exponent = (int)power;
        return true;
    }
}
