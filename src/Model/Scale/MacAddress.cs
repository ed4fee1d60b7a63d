using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>The one spelling of a MAC address used everywhere: lower case, with colons, as the hash wants it.</summary>
public static class MacAddress
{
    /// <summary>Stands for no scale at all: the archive keeps no measurement without one. No device has this address.</summary>
    public const string OfNone = "00:00:00:00:00:00";

    private const int Digits = 12;
    private const int Length = 17;

    /// <summary>Reads <c>00:24:E4:…</c>, <c>00-24-e4-…</c> or <c>0024e4…</c>.</summary>
    /// <param name="text">The address in any of these spellings.</param>
    /// <returns>The address in lower case with colons, or null where the text is none.</returns>
    public static string? TryNormalize(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (Digits or Length))
        {
            return null;
        }

        Span<char> mac = stackalloc char[Length];
        int step = text.Length == Length ? 3 : 2;
        for (int pair = 0; pair < Digits / 2; pair++)
        {
            ReadOnlySpan<byte> rest = text[(pair * step)..];
            if (!TryLower(rest[0], out mac[pair * 3]) || !TryLower(rest[1], out mac[(pair * 3) + 1]))
            {
                return null;
            }

            if (pair == (Digits / 2) - 1)
            {
                break;
            }

            if (step == 3 && (rest[2] != text[2] || rest[2] is not ((byte)':' or (byte)'-')))
            {
                return null;
            }

            mac[(pair * 3) + 2] = ':';
        }

        return new string(mac);
    }

    /// <summary>Reads an address given as text; see <see cref="TryNormalize(ReadOnlySpan{byte})"/>.</summary>
    /// <param name="text">The address in any spelling.</param>
    public static string? TryNormalize(string text) => TryNormalize(Encoding.UTF8.GetBytes(text));

    private static bool TryLower(byte digit, out char lower)
    {
        lower = char.ToLowerInvariant((char)digit);
        return char.IsAsciiHexDigitLower(lower);
    }
}
