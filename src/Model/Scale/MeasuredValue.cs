using System.Globalization;
using System.Numerics;

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

    /// <summary>
    /// The exact value in decimal notation, without zeros that say nothing: 77110 × 10^-3 is <c>77.11</c>. Values too
    /// large or small to write out are given as <c>7E-40</c>. Either way it is a JSON number.
    /// </summary>
    public string ToDecimalText()
    {
        if (Raw == 0)
        {
            return "0";
        }

        BigInteger digits = BigInteger.Abs(Raw);
        long exponent = Exponent;
        while (digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        string sign = Raw < 0 ? "-" : string.Empty;
        string text = digits.ToString(CultureInfo.InvariantCulture);
        if (exponent is > MaxDigits or < -MaxDigits)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{text}E{exponent}");
        }

        int places = (int)-exponent;
        if (places <= 0)
        {
            return sign + text + new string('0', -places);
        }

        text = text.PadLeft(places + 1, '0');
        return $"{sign}{text[..^places]}.{text[^places..]}";
    }
}
