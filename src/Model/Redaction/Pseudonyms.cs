using System.Globalization;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Redaction;

/// <summary>
/// What stands in the place of what is private, each of the same length as the original, and the same wherever that comes again:
/// tokens, hashes and secrets become zeros and a number (<c>0000-00000000-00000001</c>), people's ids a 1, zeros and a number, names
/// a P and a number; of a MAC the maker's half stays.
/// </summary>
internal sealed class Pseudonyms
{
    private const int DigitsOfMaker = 6;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>What was replaced, as it stood there.</summary>
    public IEnumerable<string> Originals => _numbers.Keys;

    /// <summary>Replaces a token: letters and digits go, what is between them stays.</summary>
    /// <param name="token">ASCII.</param>
    public void ReplaceToken(Span<byte> token)
    {
        string digits = Number(token).ToString(CultureInfo.InvariantCulture);
        int next = digits.Length;
        for (int i = token.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiLetterOrDigit((char)token[i]))
            {
                token[i] = (byte)(next > 0 ? digits[--next] : '0');
            }
        }
    }

    /// <summary>Replaces a whole number, so that it is one still.</summary>
    /// <param name="digits">Decimal digits.</param>
    public void ReplaceId(Span<byte> digits)
    {
        ReplaceToken(digits);
        if (digits.Length > 1)
        {
            digits[0] = (byte)'1';
        }
    }

    /// <summary>Replaces a name, whatever it is written in.</summary>
    /// <param name="name">Any bytes.</param>
    public void ReplaceName(Span<byte> name)
    {
        string digits = Number(name).ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < name.Length; i++)
        {
            int place = digits.Length - (name.Length - i);
            name[i] = (byte)(i == 0 ? 'P' : place >= 0 ? digits[place] : '0');
        }
    }

    /// <summary>Replaces the half of a MAC that tells one scale from another, however it is written.</summary>
    /// <param name="mac">Its text; escapes are passed over.</param>
    public void ReplaceMac(Span<byte> mac)
    {
        string original = MacAddress.TryNormalize(FormFields.Unescape(mac)) ?? Encoding.Latin1.GetString(mac);
        string suffix = (Number(original) & 0xFFFFFF).ToString("x6", CultureInfo.InvariantCulture);
        int digit = 0;
        for (int i = 0; i < mac.Length; i++)
        {
            if (mac[i] == '%')
            {
                i += 2;
            }
            else if (char.IsAsciiHexDigit((char)mac[i]) && ++digit > DigitsOfMaker)
            {
                mac[i] = (byte)(digit - DigitsOfMaker <= suffix.Length ? suffix[digit - DigitsOfMaker - 1] : '0');
            }
        }
    }

    private int Number(ReadOnlySpan<byte> original) => Number(Encoding.Latin1.GetString(original));

    private int Number(string original)
    {
        if (!_numbers.TryGetValue(original, out int number))
        {
            number = _numbers.Count + 1;
            _numbers.Add(original, number);
        }

        return number;
    }
}
