using System.Buffers;

namespace ScaleProxy.Replay.Replies;

/// <summary>Adds to the reply in the making. The framework's own Write goes through an interface for each stretch of it.</summary>
internal static class ReplyBuffer
{
    /// <summary>Adds bytes.</summary>
    public static void Append(this ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }
}
