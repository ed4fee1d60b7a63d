using System.Buffers;
using System.Globalization;
using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Replies;

/// <summary>
/// How a learned body was cut into chunks, and how a renewed one is: at the same places, with the last chunk longer or
/// shorter as need be, its size in the learned case and number of digits, and the learned end with its trailer.
/// </summary>
internal sealed class ChunkPlan
{
    private readonly (int Size, byte[] Line)[] _chunks;
    private readonly byte[] _end;
    private readonly bool _upper;

    public ChunkPlan(WireMessage reply)
    {
        _chunks = new (int, byte[])[reply.Chunks.Count];
        int at = reply.Head.Length;
        for (int i = 0; i < _chunks.Length; i++)
        {
            Chunk chunk = reply.Chunks[i];
            _chunks[i] = (chunk.Size, Encoding.Latin1.GetBytes(chunk.SizeLine + "\r\n"));
            _upper |= DigitsOf(_chunks[i].Line).ContainsAnyInRange((byte)'A', (byte)'F');
            at = SkipLine(reply.Raw.Span, at) + chunk.Size;
            at = SkipLine(reply.Raw.Span, at);
        }

        _end = reply.Raw[at..].ToArray();
    }

    /// <summary>Writes a body in chunks.</summary>
    public void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> body)
    {
        for (int i = 0; i < _chunks.Length && !body.IsEmpty; i++)
        {
            (int size, byte[] line) = _chunks[i];
            bool last = i == _chunks.Length - 1 || body.Length <= size;
            int count = last ? body.Length : size;
            output.Append(count == size ? line : SizeLine(line, count));
            output.Append(body[..count]);
            output.Append("\r\n"u8);
            body = body[count..];
        }

        if (!body.IsEmpty)
        {
            // Learned of an empty body, so there is no chunk to follow.
            output.Append(SizeLine("0\r\n"u8, body.Length));
            output.Append(body);
            output.Append("\r\n"u8);
        }

        output.Append(_end);
    }

    private static ReadOnlySpan<byte> DigitsOf(ReadOnlySpan<byte> line) => line[..line.IndexOfAny(" \t;\r"u8)];

    private static int SkipLine(ReadOnlySpan<byte> raw, int at) => at + raw[at..].IndexOf((byte)'\n') + 1;

    private byte[] SizeLine(ReadOnlySpan<byte> learned, int size)
    {
        int digits = DigitsOf(learned).Length;
        string format = (_upper ? "X" : "x") + (learned[0] == '0' ? digits : 1).ToString(CultureInfo.InvariantCulture);
        return [.. Encoding.ASCII.GetBytes(size.ToString(format, CultureInfo.InvariantCulture)), .. learned[digits..]];
    }
}
