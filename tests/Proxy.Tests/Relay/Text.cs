using System.Text;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>Bytes as text, a letter for a byte, so that nothing is lost on the way.</summary>
internal static class Text
{
    public static string Of(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The bytes of a text whose lines (a raw string's LF) end with CRLF on the wire.</summary>
    public static string Crlf(string text) => text.ReplaceLineEndings("\r\n");
}
