using System.Buffers.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>Reads a decimal number as an integer and a power of ten, without ever going through binary fractions.</summary>
public static class ExactNumber
{
    /// <summary>Reads a JSON number.</summary>
    /// <param name="text">For example <c>77110</c>, <c>77.11</c> or <c>7.711e1</c>.</param>
    /// <param name="raw">Its digits.</param>
    /// <param name="exponent">The power of ten they are scaled by.</param>
    /// <returns>False where it is no number, or its digits do not fit into 64 bits, or its power of ten not into 32.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long raw, out int exponent)
    {
        raw = 0;
        exponent = 0;
        int e = text.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            ReadOnlySpan<byte> power = text[(e + 1)..];
            if (!Utf8Parser.TryParse(power, out exponent, out int used) || used != power.Length)
            {
                return false;
            }

            text = text[..e];
        }

        bool negative = !text.IsEmpty && text[0] == '-';
        int point = -1;
        int digits = 0;
        foreach (byte b in text[(negative ? 1 : 0)..])
        {
            if (b == '.' && point < 0)
            {
                point = digits;
                continue;
            }

            // Counted downwards, for the negative numbers reach one further.
            int digit = b - '0';
            if (digit is < 0 or > 9 || raw < (long.MinValue + digit) / 10)
            {
                return false;
            }

            raw = (raw * 10) - digit;
            digits++;
        }

        long scale = (long)exponent - (point < 0 ? 0 : digits - point);
        if (digits == 0 || scale < int.MinValue || (!negative && raw == long.MinValue))
        {
            return false;
        }

        raw = negative ? raw : -raw;
        exponent = (int)scale;
        return true;
    }
}
