using System.Buffers;
using System.Globalization;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Firmware;

/// <summary>
/// A reply without the firmware that it offered. The body loses the offer, the framing is mended to fit (the value of
/// <c>Content-Length</c>, or the sizes of the chunks that held the offer; a chunk that held nothing else goes), and every
/// other byte is the vendor's.
/// </summary>
/// <param name="Bytes">The whole reply.</param>
/// <param name="Address">Where the firmware was to be had, where the offer said so.</param>
/// <param name="Checksum">Its checksum, likewise.</param>
internal sealed record MendedReply(ReadOnlyMemory<byte> Bytes, string? Address, string? Checksum)
{
    /// <summary>Takes the offer out of a reply.</summary>
    /// <param name="reply">The reply, complete.</param>
    /// <returns>Null where it offers nothing.</returns>
    public static MendedReply? Of(WireMessage reply)
    {
        if (FirmwareOffer.Find(reply.Body) is { } offer)
        {
            byte[] mended = reply.Framing == Framing.Chunked ? InChunks(reply, offer) : [.. HeadFor(reply, offer.Body.Length), .. offer.Body.Span];
            return new MendedReply(mended, offer.Address, offer.Checksum);
        }

        return FirmwareOffer.IsNamedIn(reply.Body.Span) && JsonPlaces.Find(reply.Body.Span).Count == 0
            ? new MendedReply(Unnamed(reply), null, null)
            : null;
    }

    // In what is no JSON, nobody can say where the offer ends. A scale passes over names that it does not know, so a letter
    // of the name is changed: that is the least that can be done, and needs no mending. Across two chunks the name escapes.
    private static byte[] Unnamed(WireMessage reply)
    {
        byte[] bytes = reply.Raw.ToArray();
        foreach (byte[] name in new[] { "\"blc\""u8.ToArray(), "\"sha1\""u8.ToArray() })
        {
            for (int at; (at = bytes.AsSpan(reply.Head.Length).IndexOf(name)) >= 0;)
            {
                bytes[reply.Head.Length + at + 1] = (byte)'x';
            }
        }

        return bytes;
    }

    // A value that is repeated is mended wherever it stands; a body until close has none.
    private static byte[] HeadFor(WireMessage reply, int length)
    {
        byte[] number = Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture));
        var head = new ArrayBufferWriter<byte>(reply.Head.Length);
        ReadOnlySpan<byte> raw = reply.Head.Span;
        int from = 0;
        foreach (HeaderField field in reply.Headers)
        {
            if (field.Is("Content-Length"u8) && reply.Framing == Framing.ContentLength && raw.Overlaps(field.Value, out int at))
            {
                head.Write(raw[from..at]);
                head.Write(number);
                from = at + field.Value.Length;
            }
        }

        head.Write(raw[from..]);
        return head.WrittenSpan.ToArray();
    }

    private static byte[] InChunks(WireMessage reply, FirmwareOffer offer)
    {
        int[] sizes = Shrink([.. reply.Chunks.Select(chunk => chunk.Size)], offer);
        var mended = new ArrayBufferWriter<byte>(reply.Raw.Length);
        mended.Write(reply.Head.Span);
        ReadOnlySpan<byte> rest = reply.Raw.Span[reply.Head.Length..];
        ReadOnlySpan<byte> body = offer.Body.Span;
        for (int i = 0; i < sizes.Length; i++)
        {
            ReadOnlySpan<byte> line = TakeLine(ref rest);
            rest = rest[reply.Chunks[i].Size..];
            ReadOnlySpan<byte> end = TakeLine(ref rest);
            if (sizes[i] == 0)
            {
                continue;
            }

            if (sizes[i] == reply.Chunks[i].Size)
            {
                mended.Write(line);
            }
            else
            {
                WriteSize(mended, line, sizes[i]);
            }

            mended.Write(body[..sizes[i]]);
            mended.Write(end);
            body = body[sizes[i]..];
        }

        // The last chunk and the trailer.
        mended.Write(rest);
        return mended.WrittenSpan.ToArray();
    }

    // Each cut is taken off the chunks it lies in, one cut after the other, as they were made.
    private static int[] Shrink(int[] sizes, FirmwareOffer offer)
    {
        foreach (Range cut in offer.Cuts)
        {
            int start = 0;
            for (int i = 0; i < sizes.Length; i++)
            {
                int end = start + sizes[i];
                sizes[i] -= Math.Max(0, Math.Min(end, cut.End.Value) - Math.Max(start, cut.Start.Value));
                start = end;
            }
        }

        return sizes;
    }

    // In the sender's own manner: its letters' case, its leading zeros, its extension, its line end.
    private static void WriteSize(ArrayBufferWriter<byte> mended, ReadOnlySpan<byte> line, int size)
    {
        int digits = line.IndexOfAny(" \t;\r\n"u8);
        string text = size.ToString(line[..digits].ContainsAnyInRange((byte)'A', (byte)'F') ? "X" : "x", CultureInfo.InvariantCulture);
        mended.Write(Encoding.ASCII.GetBytes(line[0] == '0' ? text.PadLeft(digits, '0') : text));
        mended.Write(line[digits..]);
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> line = rest[..length];
        rest = rest[length..];
        return line;
    }
}
