using System.Buffers.Binary;

namespace ScaleProxy.Capture.Files;

/// <summary>
/// Writes a pcapng file of Ethernet frames: a section, one interface with times in microseconds, an enhanced packet block each
/// (draft-ietf-opsawg-pcapng), little-endian.
/// </summary>
/// <param name="output">Where to; it stays open.</param>
public sealed class PcapngWriter(Stream output)
{
    private const uint SectionHeaderBlock = 0x0A0D0D0A;
    private const uint InterfaceBlock = 1;
    private const uint EnhancedPacketBlock = 6;
    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const int Frame = 12;
    private const int PacketFields = 20;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private byte[] _block = new byte[2048];

    /// <summary>Writes what comes before packets.</summary>
    public void Begin()
    {
        Span<byte> section = Block(SectionHeaderBlock, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(section, ByteOrderMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(section[4..], 1);
        // The section's length is not told.
        section[8..].Fill(0xFF);
        WriteBlock(16);

        Span<byte> description = Block(InterfaceBlock, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(description, (ushort)LinkType.Ethernet);
        WriteBlock(8);
    }

    /// <summary>Writes a packet.</summary>
    /// <param name="frame">From the link layer's header on.</param>
    /// <param name="time">When it was seen.</param>
    public void Write(ReadOnlySpan<byte> frame, DateTimeOffset time)
    {
        int padded = (frame.Length + 3) & ~3;
        ulong microseconds = (ulong)(Math.Max(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, 0) / TicksPerMicrosecond);
        Span<byte> packet = Block(EnhancedPacketBlock, PacketFields + padded);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[4..], (uint)(microseconds >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], (uint)microseconds);
        BinaryPrimitives.WriteInt32LittleEndian(packet[12..], frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(packet[16..], frame.Length);
        frame.CopyTo(packet[PacketFields..]);
        WriteBlock(PacketFields + padded);
    }

    // Zeros between type and length.
    private Span<byte> Block(uint type, int length)
    {
        if (_block.Length < Frame + length)
        {
            _block = new byte[Frame + length];
        }

        Span<byte> block = _block.AsSpan(0, Frame + length);
        block.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block, type);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], block.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block[^4..], block.Length);
        return block[8..^4];
    }

    private void WriteBlock(int length) => output.Write(_block, 0, Frame + length);
}
