using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>How a scale proves who it is: <c>md5("MAC:SECRET:ONCE")</c>, in lower-case hexadecimal.</summary>
public static class HandshakeHash
{
    /// <summary>The length of a hash, in hexadecimal digits.</summary>
    public const int Length = 32;

    private const int MaxOnStack = 256;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>What the scale sends as <c>hash</c> for a once token.</summary>
    /// <param name="mac">Lower case with colons.</param>
    /// <param name="secret">The scale's 16 characters.</param>
    /// <param name="once">The token.</param>
    public static string Compute(string mac, string secret, string once)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        Digest(mac, secret, once, digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Whether a hash is the right one, in a time that does not tell how much of it is.</summary>
    /// <param name="mac">Lower case with colons.</param>
    /// <param name="secret">The scale's 16 characters.</param>
    /// <param name="once">The token.</param>
    /// <param name="hash">What the scale sent.</param>
    public static bool Matches(string mac, string secret, string once, ReadOnlySpan<byte> hash)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        Digest(mac, secret, once, digest);
        Span<byte> hex = stackalloc byte[Length];
        return Convert.TryToHexStringLower(digest, hex, out _) && CryptographicOperations.FixedTimeEquals(hex, hash);
    }

    /// <summary>Whether a text can be a hash at all: 32 hexadecimal digits, in either case.</summary>
    /// <param name="hash">What the scale sent.</param>
    public static bool IsOne(string hash) => hash.Length == Length && !hash.AsSpan().ContainsAnyExcept(s_hex);

    private static void Digest(string mac, string secret, string once, Span<byte> digest)
    {
        int length = Encoding.UTF8.GetByteCount(mac) + Encoding.UTF8.GetByteCount(secret) + Encoding.UTF8.GetByteCount(once) + 2;
        Span<byte> text = length <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[length];
        int at = Encoding.UTF8.GetBytes(mac, text);
        text[at++] = (byte)':';
        at += Encoding.UTF8.GetBytes(secret, text[at..]);
        text[at++] = (byte)':';
        at += Encoding.UTF8.GetBytes(once, text[at..]);
        MD5.HashData(text[..at], digest);
    }
}
