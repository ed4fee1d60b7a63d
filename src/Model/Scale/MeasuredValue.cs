using System.Globalization;
using System.Numerics;
using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>
/// One value of a measurement, exactly as the scale gave it: <c>Raw × 10^Exponent</c> of its type's unit.
/// </summary>
/// <param name="Type">The vendor's number for what was measured; see <see cref="MeasureType"/>.</param>
/// <param name="Raw">The integer that was sent.</param>
/// <param name="Exponent">The power of ten it is scaled by.</param>
public readonly record struct MeasuredValue(int Type, long Raw, int Exponent)
{
    // Beyond this a written-out decimal is no longer of use to anybody, and scientific notation says the same exactly.
    private const int MaxDigits = 28;

    // Powers of ten between two values that are compared.
    private const int MaxSpan = 100;

    private const int MaxUInt64Digits = 20;

    /// <summary>Bytes that <see cref="FormatDecimal"/> needs at most: a sign, 19 digits and <see cref="MaxDigits"/> zeros.</summary>
    public const int MaxDecimalLength = 64;

    /// <summary>Whether two values, of one unit, differ by no more than a third. Exact.</summary>
    /// <param name="other">The other value.</param>
    /// <param name="tolerance">By how much; not negative.</param>
    public bool DiffersByAtMost(MeasuredValue other, MeasuredValue tolerance)
    {
        long smallest = Math.Min(Exponent, Math.Min(other.Exponent, tolerance.Exponent));
        long largest = Math.Max(Exponent, Math.Max(other.Exponent, tolerance.Exponent));
        if (largest - smallest > MaxSpan)
        {
            // Nothing that is weighed; the digits would fill the memory.
            return this == other;
        }

        return BigInteger.Abs(At(this) - At(other)) <= At(tolerance);

        BigInteger At(MeasuredValue value) => value.Raw * BigInteger.Pow(10, (int)(value.Exponent - smallest));
    }

    /// <summary>
    /// The exact value in decimal notation, without zeros that say nothing: 77110 × 10^-3 is <c>77.11</c>. Values too
    /// large or small to write out are given as <c>7E-40</c>. Either way it is a JSON number.
    /// </summary>
    public string ToDecimalText()
    {
        Span<byte> text = stackalloc byte[MaxDecimalLength];
        return Encoding.ASCII.GetString(text[..FormatDecimal(text)]);
    }

    /// <summary>The exact value to reckon with; null where it is too large or too small for a decimal.</summary>
    public decimal? ToDecimal()
    {
        const int MaxScale = 28;
        const int MaxPower = 9;
        if (Exponent is < -MaxScale or > MaxPower)
        {
            return null;
        }

        decimal value = Raw;
        for (int i = 0; i < Exponent; i++)
        {
            value *= 10;
        }

        return Exponent >= 0 ? value : value * new decimal(1, 0, 0, isNegative: false, (byte)-Exponent);
    }

    /// <summary>Writes what <see cref="ToDecimalText"/> gives, in ASCII.</summary>
    /// <param name="text">Room for <see cref="MaxDecimalLength"/> bytes.</param>
    /// <returns>How many were written.</returns>
    public int FormatDecimal(Span<byte> text)
    {
        if (Raw == 0)
        {
            text[0] = (byte)'0';
            return 1;
        }

        // Negated as unsigned: the most negative number has no positive one of 64 bits.
        ulong digits = Raw < 0 ? 0UL - (ulong)Raw : (ulong)Raw;
        long exponent = Exponent;
        while (digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        int length = 0;
        if (Raw < 0)
        {
            text[length++] = (byte)'-';
        }

        if (exponent is > MaxDigits or < -MaxDigits)
        {
            length += Write(digits, text[length..]);
            text[length++] = (byte)'E';
            exponent.TryFormat(text[length..], out int power, default, CultureInfo.InvariantCulture);
            return length + power;
        }

        return length + WriteOut(digits, (int)exponent, text[length..]);
    }

    private static int WriteOut(ulong digits, int exponent, Span<byte> text)
    {
        if (exponent >= 0)
        {
            int whole = Write(digits, text);
            text.Slice(whole, exponent).Fill((byte)'0');
            return whole + exponent;
        }

        Span<byte> all = stackalloc byte[MaxUInt64Digits];
        all = all[..Write(digits, all)];
        int places = -exponent;
        int point = Math.Max(all.Length - places, 0);
        int length = 0;
        if (point == 0)
        {
            text[length++] = (byte)'0';
        }

        all[..point].CopyTo(text[length..]);
        length += point;
        text[length++] = (byte)'.';
        int zeros = places - (all.Length - point);
        text.Slice(length, zeros).Fill((byte)'0');
        length += zeros;
        all[point..].CopyTo(text[length..]);
        return length + all.Length - point;
    }

    private static int Write(ulong digits, Span<byte> text)
    {
        digits.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        return length;
    }
}
