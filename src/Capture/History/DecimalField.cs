using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.History;

/// <summary>A number in a CSV, with a decimal point or a decimal comma. Thousands are not set apart in any export known.</summary>
internal static class DecimalField
{
    // More digits than 64 bits hold, with room for an exponent.
    private const int MaxLength = 40;

    /// <summary>Reads a number exactly: <c>77.1</c> and <c>77,1</c> are 771 × 10^-1.</summary>
    /// <param name="field">The field; spaces around it do not matter.</param>
    /// <param name="raw">Its digits.</param>
    /// <param name="exponent">The power of ten they are scaled by.</param>
    /// <returns>False where it is no number, or has both signs, or too many digits.</returns>
    public static bool TryParse(ReadOnlySpan<byte> field, out long raw, out int exponent)
    {
        ReadOnlySpan<byte> text = field.Trim((byte)' ');
        raw = 0;
        exponent = 0;
        if (text.Length > MaxLength || (text.Contains((byte)',') && text.Contains((byte)'.')))
        {
            return false;
        }

        Span<byte> pointed = stackalloc byte[MaxLength];
        text.Replace(pointed, (byte)',', (byte)'.');
        return ExactNumber.TryParse(pointed[..text.Length], out raw, out exponent);
    }
}
