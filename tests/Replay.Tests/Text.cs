using System.Text;

namespace ScaleProxy.Replay.Tests;

/// <summary>Bytes as text, a letter for a byte, so that nothing is lost on the way.</summary>
internal static class Text
{
    public static string Of(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
