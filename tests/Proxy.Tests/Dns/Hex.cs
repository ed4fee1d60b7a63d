namespace ScaleProxy.Proxy.Tests.Dns;

/// <summary>Messages as bytes in hexadecimal; spaces, and quoted text, are for whoever reads them: <c>03 "www" 00</c>.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        string[] parts = text.Split('"');
        for (int i = 0; i < parts.Length; i++)
        {
            bytes.AddRange(i % 2 == 1
                ? System.Text.Encoding.Latin1.GetBytes(parts[i])
                : Convert.FromHexString(string.Concat(parts[i].Where(c => !char.IsWhiteSpace(c)))));
        }

        return [.. bytes];
    }
}
