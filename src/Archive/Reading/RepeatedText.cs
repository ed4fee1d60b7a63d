using System.Text;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Texts that come again in row after row (a scale's address, its firmware) are made once: one string each for as long as no
/// other text takes its place.
/// </summary>
internal sealed class RepeatedText
{
    private const int Places = 256;

    private readonly byte[]?[] _bytes = new byte[Places][];
    private readonly string[] _texts = new string[Places];

    /// <summary>The text of these bytes.</summary>
    /// <param name="utf8">UTF-8.</param>
    public string Of(ReadOnlySpan<byte> utf8)
    {
        int place = 0;
        foreach (byte b in utf8)
        {
            place = ((place * 31) + b) % Places;
        }

        if (_bytes[place] is { } known && utf8.SequenceEqual(known))
        {
            return _texts[place];
        }

        _bytes[place] = utf8.ToArray();
        return _texts[place] = Encoding.UTF8.GetString(utf8);
    }
}
