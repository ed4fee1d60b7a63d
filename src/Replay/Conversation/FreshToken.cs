using System.Globalization;
using System.Security.Cryptography;

namespace ScaleProxy.Replay.Conversation;

/// <summary>Tokens of ours in the vendor's shape.</summary>
internal static class FreshToken
{
    private const int MaxNumber = 10_000;

    /// <summary>A once token like <c>00d016bf-242e0bb1</c>. Nobody can guess it, so a hash cannot be prepared or sent again.</summary>
    public static string Once()
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return string.Create(CultureInfo.InvariantCulture, $"{BitConverter.ToUInt32(random):x8}-{BitConverter.ToUInt32(random[4..]):x8}");
    }

    /// <summary>A session id like <c>3046-5148e2c9-6e4d325e</c>: a number, the unix time in hexadecimal, 32 random bits.</summary>
    /// <param name="now">When the session begins.</param>
    public static string SessionId(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{BitConverter.ToUInt32(random) % MaxNumber}-{now.ToUnixTimeSeconds():x8}-{BitConverter.ToUInt32(random[4..]):x8}");
    }
}
