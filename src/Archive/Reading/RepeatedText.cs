using System.Text;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Texts that come again in row after row (a scale's address, its firmware) are made once: one string each for as long as no
/// other text takes its place.
/// </summary>
internal sealed class RepeatedText
{
    private const int PlaceBits = 8;
    private const int Places = 1 << PlaceBits;

    private readonly byte[]?[] _bytes = new byte[Places][];
    private readonly string[] _texts = new string[Places];

    /// <summary>The text of these bytes.</summary>
    /// <param name="utf8">UTF-8.</param>
    public string Of(ReadOnlySpan<byte> utf8)
    {
        // The last bytes are what tells scales, and firmware, apart.
        uint ending = 0;
        foreach (byte b in utf8[^Math.Min(utf8.Length, sizeof(uint))..])
        {
            ending = (ending << 8) | b;
        }

        int place = (int)((ending * 2654435769u) >> (32 - PlaceBits));
        if (_bytes[place] is { } known && utf8.SequenceEqual(known))
        {
            return _texts[place];
        }

        _bytes[place] = utf8.ToArray();
        return _texts[place] = Encoding.UTF8.GetString(utf8);
    }
}
