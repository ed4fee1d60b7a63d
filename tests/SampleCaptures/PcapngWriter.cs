using System.Buffers.Binary;

namespace ScaleProxy.SampleCaptures;

/// <summary>Writes pcapng, block by block, so that a test can put together any file.</summary>
public sealed class PcapngWriter
{
    private readonly List<byte> _file = [];
    private readonly List<(Int128 UnitsPerSecond, long OffsetSeconds, int SnapLength)> _interfaces = [];
    private bool _bigEndian;

    /// <summary>What was written.</summary>
    public byte[] File => [.. _file];

    /// <summary>A section begins; what comes after is in its byte order, with interfaces of its own.</summary>
    public PcapngWriter Section(bool bigEndian = false)
    {
        _bigEndian = bigEndian;
        _interfaces.Clear();
        return Block(0x0A0D0D0A, [.. U32(0x1A2B3C4D), .. U16(1), .. U16(0), .. U32(0xFFFFFFFF), .. U32(0xFFFFFFFF)]);
    }

    /// <summary>An interface.</summary>
    /// <param name="linkType">LINKTYPE number.</param>
    /// <param name="resolution">if_tsresol; null leaves it out (microseconds).</param>
    /// <param name="offsetSeconds">if_tsoffset; null leaves it out.</param>
    /// <param name="snapLength">0 for none.</param>
    public PcapngWriter Interface(int linkType = 1, byte? resolution = null, long? offsetSeconds = null, int snapLength = 0)
    {
        List<byte> body = [.. U16((ushort)linkType), .. U16(0), .. U32((uint)snapLength)];
        body.AddRange([.. U16(2), .. U16(5), .. "eth0\0"u8.ToArray(), 0, 0, 0]);
        if (resolution is { } power)
        {
            body.AddRange([.. U16(9), .. U16(1), power, 0, 0, 0]);
        }

        if (offsetSeconds is { } offset)
        {
            byte[] high = U32((uint)(offset >> 32));
            byte[] low = U32((uint)offset);
            body.AddRange([.. U16(14), .. U16(8), .. _bigEndian ? high : low, .. _bigEndian ? low : high]);
        }

        body.AddRange([.. U16(0), .. U16(0)]);
        _interfaces.Add((UnitsPerSecond(resolution ?? 6), offsetSeconds ?? 0, snapLength == 0 ? int.MaxValue : snapLength));
        return Block(1, body);
    }

    /// <summary>An enhanced packet block.</summary>
    public PcapngWriter Enhanced(Packet packet, int interfaceId = 0)
    {
        (uint high, uint low, byte[] captured) = Fields(packet, interfaceId);
        return Block(6, [.. U32((uint)interfaceId), .. U32(high), .. U32(low), .. U32((uint)captured.Length), .. U32((uint)packet.Frame.Length), .. Padded(captured), .. U16(1), .. U16(3), .. "abc\0"u8, .. U32(0)]);
    }

    /// <summary>A simple packet block, which has no time.</summary>
    public PcapngWriter Simple(Packet packet) =>
        Block(3, [.. U32((uint)packet.Frame.Length), .. Padded(packet.Frame[..Math.Min(packet.Frame.Length, _interfaces[0].SnapLength)])]);

    /// <summary>The packet block of the first drafts.</summary>
    public PcapngWriter Obsolete(Packet packet, int interfaceId = 0)
    {
        (uint high, uint low, byte[] captured) = Fields(packet, interfaceId);
        return Block(2, [.. U16((ushort)interfaceId), .. U16(0), .. U32(high), .. U32(low), .. U32((uint)captured.Length), .. U32((uint)packet.Frame.Length), .. Padded(captured)]);
    }

    /// <summary>Any block; the body's length is a multiple of 4.</summary>
    public PcapngWriter Block(uint type, IReadOnlyCollection<byte> body)
    {
        uint length = (uint)(12 + body.Count);
        _file.AddRange([.. U32(type), .. U32(length), .. body, .. U32(length)]);
        return this;
    }

    private (uint High, uint Low, byte[] Captured) Fields(Packet packet, int interfaceId)
    {
        (Int128 unitsPerSecond, long offset, int snapLength) = _interfaces[interfaceId];
        var units = (ulong)((packet.Microseconds - ((Int128)offset * 1_000_000)) * unitsPerSecond / 1_000_000);
        return ((uint)(units >> 32), (uint)units, packet.Frame[..Math.Min(packet.Frame.Length, snapLength)]);
    }

    private static Int128 UnitsPerSecond(byte resolution)
    {
        Int128 units = 1;
        for (int i = 0; i < (resolution & 0x7F); i++)
        {
            units *= (resolution & 0x80) != 0 ? 2 : 10;
        }

        return units;
    }

    private static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[(4 - (bytes.Length % 4)) % 4]];

    private byte[] U16(ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, _bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return bytes;
    }

    private byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, _bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return bytes;
    }
}
