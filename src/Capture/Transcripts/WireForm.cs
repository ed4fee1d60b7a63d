using System.Buffers;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture.Transcripts;

/// <summary>
/// Gives a message read from a text whose lines end in a bare LF the form it had on the wire: lines of the head, chunk
/// sizes and trailers end in CRLF. Bodies stay as they are; nobody can know which of their LFs were more.
/// </summary>
internal static class WireForm
{
    /// <summary>The message's bytes as they were sent.</summary>
    public static ReadOnlyMemory<byte> Of(WireMessage message)
    {
        ReadOnlySpan<byte> raw = message.Raw.Span;
        ReadOnlySpan<byte> head = message.Head.Span;
        int lf = head.IndexOf((byte)'\n');
        if (lf < 0 || (lf > 0 && head[lf - 1] == '\r'))
        {
            return message.Raw;
        }

        var wire = new ArrayBufferWriter<byte>(raw.Length + 256);
        WriteLines(wire, head);
        ReadOnlySpan<byte> rest = raw[head.Length..];
        if (message.Framing != Framing.Chunked)
        {
            wire.Write(rest);
            return wire.WrittenMemory;
        }

        foreach (Chunk chunk in message.Chunks)
        {
            int sizeLine = rest.IndexOf((byte)'\n') + 1;
            int data = Math.Min(chunk.Size, rest.Length - sizeLine);
            WriteLines(wire, rest[..sizeLine]);
            wire.Write(rest.Slice(sizeLine, data));
            rest = rest[(sizeLine + data)..];
            if (!rest.IsEmpty && rest[0] == '\n')
            {
                wire.Write("\r\n"u8);
                rest = rest[1..];
            }
        }

        WriteLines(wire, rest);
        return wire.WrittenMemory;
    }

    private static void WriteLines(ArrayBufferWriter<byte> wire, ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            int lf = lines.IndexOf((byte)'\n');
            if (lf < 0)
            {
                wire.Write(lines);
                return;
            }

            wire.Write(lines[..lf]);
            wire.Write(lf > 0 && lines[lf - 1] == '\r' ? "\n"u8 : "\r\n"u8);
            lines = lines[(lf + 1)..];
        }
    }
}
