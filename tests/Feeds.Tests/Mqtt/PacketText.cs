using System.Text;

namespace ScaleProxy.Feeds.Tests.Mqtt;

/// <summary>How packets are written in tests: <c>82 07 'text' 00</c>.</summary>
internal static class PacketText
{
    /// <summary>The bytes in hexadecimal, without blanks.</summary>
    public static string AsBytes(this string text)
    {
        string[] parts = text.Split('\'');
        return string.Concat(parts.Select((part, place) => place % 2 == 0
            ? part.Replace(" ", string.Empty, StringComparison.Ordinal)
            : Convert.ToHexString(Encoding.UTF8.GetBytes(part))));
    }
}
