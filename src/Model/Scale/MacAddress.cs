using System.Buffers;
using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>The one spelling of a MAC address used everywhere: lower case, with colons, as the hash wants it.</summary>
public static class MacAddress
{
    private const int Digits = 12;
    private const int Length = 17;

    private static readonly SearchValues<byte> s_lowerHex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Reads <c>00:24:E4:…</c>, <c>00-24-e4-…</c> or <c>0024e4…</c>.</summary>
    /// <param name="text">The address in any of these spellings.</param>
    /// <returns>The address in lower case with colons, or null where the text is none.</returns>
    public static string? TryNormalize(ReadOnlySpan<byte> text)
    {
        Span<char> mac = stackalloc char[Length];
        int digits = 0;
        foreach (byte b in text)
        {
            if (b is (byte)':' or (byte)'-')
            {
                continue;
            }

            byte lower = (byte)(b is >= (byte)'A' and <= (byte)'F' ? b | 0x20 : b);
            if (digits == Digits || !s_lowerHex.Contains(lower))
            {
                return null;
            }

            int at = digits + (digits / 2);
            mac[at] = (char)lower;
            if (digits % 2 == 1 && at + 1 < Length)
            {
                mac[at + 1] = ':';
            }

            digits++;
        }

        return digits == Digits ? new string(mac) : null;
    }

    /// <summary>Reads an address given as text; see <see cref="TryNormalize(ReadOnlySpan{byte})"/>.</summary>
    /// <param name="text">The address in any spelling.</param>
    public static string? TryNormalize(string text) => TryNormalize(Encoding.UTF8.GetBytes(text));
}
