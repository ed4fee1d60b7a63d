using System.Buffers.Binary;

namespace ScaleProxy.Capture.Files;

/// <summary>
/// The block format of Wireshark (draft-ietf-opsawg-pcapng). Every block says its length at both ends; blocks that hold
/// no packets are passed over. A section header begins anew: its own byte order, its own interfaces.
/// </summary>
internal sealed class PcapngFile(FileWindow window, CaptureOptions options) : PacketFile(window, options)
{
    private const uint SectionHeaderBlock = 0x0A0D0D0A;
    private const uint InterfaceBlock = 1;
    private const uint ObsoletePacketBlock = 2;
    private const uint SimplePacketBlock = 3;
    private const uint EnhancedPacketBlock = 6;
    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const int Frame = 12; // type, length, and the length again at the end
    private const byte Microseconds = 6;

    private readonly List<PcapngInterface> _interfaces = [];
    private bool _bigEndian;
    private long _ticks;

    /// <summary>Whether a file that begins with these bytes is one.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(start) == SectionHeaderBlock;

    /// <inheritdoc/>
    public override bool TryRead(out CapturedPacket packet)
    {
        while (Window.Ensure(Frame))
        {
            uint type = U32(Window.Available);
            // The magic of a section reads the same in both byte orders; which one it is, its body tells.
            if (type == SectionHeaderBlock)
            {
                BeginSection();
            }

            uint length = U32(Window.Available[4..]);
            if (length < Frame || (length & 3) != 0)
            {
                throw Wrong(Window.Offset, $"a block says it is {length} bytes long, which no block can be (a multiple of 4, at least {Frame})");
            }

            if (type is EnhancedPacketBlock or SimplePacketBlock or ObsoletePacketBlock)
            {
                if (TryReadPacket(type, length, out packet))
                {
                    return true;
                }
            }
            else if (type == InterfaceBlock)
            {
                AddInterface(length);
            }
            else
            {
                PassOver(length, "a block");
            }
        }

        if (!Window.Available.IsEmpty)
        {
            throw CutShort(Window.Offset, $"a block begins with {Window.Available.Length} bytes, at least {Frame} make one");
        }

        packet = default;
        return false;
    }

    private void BeginSection()
    {
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(Window.Available[8..]);
        if (magic != ByteOrderMagic && magic != BinaryPrimitives.ReverseEndianness(ByteOrderMagic))
        {
            throw Wrong(Window.Offset, $"a section begins without its byte-order magic ({ByteOrderMagic:X8})");
        }

        _bigEndian = magic == ByteOrderMagic;
        _interfaces.Clear();
    }

    // Interface, time and lengths stand before the data; a block that is too large to be held is passed over by them.
    private bool TryReadPacket(uint type, uint length, out CapturedPacket packet)
    {
        packet = default;
        Packets++;
        int fields = type == SimplePacketBlock ? 4 : 20;
        if (length < Frame + fields)
        {
            throw Wrong(Window.Offset, $"the block of packet {Packets} says it is {length} bytes long, too few for its own fields");
        }

        if (length > Options.MaxPacketBytes + Options.MaxBlockOverhead)
        {
            PassOver(length, $"the block of packet {Packets}");
            Oversized++;
            return false;
        }

        ReadOnlySpan<byte> block = Hold(length, $"the block of packet {Packets}");
        ReadOnlySpan<byte> body = block[8..^4];
        uint interfaceId = type switch
        {
            EnhancedPacketBlock => U32(body),
            ObsoletePacketBlock => U16(body),
            _ => 0,
        };
        if (interfaceId >= _interfaces.Count)
        {
            throw Wrong(Window.Offset, $"packet {Packets} names interface {interfaceId}, the section describes {_interfaces.Count}");
        }

        PcapngInterface source = _interfaces[(int)interfaceId];
        uint captured;
        if (type == SimplePacketBlock)
        {
            // It carries no captured length: what the snap length left of the packet, and no more than the block holds.
            captured = Math.Min(U32(body), source.SnapLength == 0 ? uint.MaxValue : source.SnapLength);
            captured = Math.Min(captured, (uint)(body.Length - fields));
        }
        else
        {
            captured = U32(body[12..]);
            _ticks = source.ToTicks(((ulong)U32(body[4..]) << 32) | U32(body[8..]));
        }

        if (captured > body.Length - fields)
        {
            throw Wrong(Window.Offset, $"packet {Packets} says {captured} bytes, its block holds {body.Length - fields}");
        }

        packet = new CapturedPacket(body.Slice(fields, (int)captured), source.LinkType, _ticks, Packets);
        Window.Advance((int)length);
        return true;
    }

    private void AddInterface(uint length)
    {
        if (length > Options.MaxBlockOverhead || length < Frame + 8)
        {
            throw Wrong(Window.Offset, $"an interface description says it is {length} bytes long");
        }

        if (_interfaces.Count >= Options.MaxInterfaces)
        {
            throw Wrong(Window.Offset, $"the section describes more than {Options.MaxInterfaces} interfaces");
        }

        ReadOnlySpan<byte> body = Hold(length, "an interface description")[8..^4];
        byte resolution = Microseconds;
        long offsetSeconds = 0;
        ReadOnlySpan<byte> rest = body[8..];
        while (rest.Length >= 4)
        {
            ushort code = U16(rest);
            int size = U16(rest[2..]);
            rest = rest[4..];
            if (code == 0 || size > rest.Length)
            {
                break;
            }

            if (code == 9 && size >= 1)
            {
                resolution = rest[0];
            }
            else if (code == 14 && size >= 8)
            {
                offsetSeconds = _bigEndian ? BinaryPrimitives.ReadInt64BigEndian(rest) : BinaryPrimitives.ReadInt64LittleEndian(rest);
            }

            rest = rest[Math.Min(rest.Length, (size + 3) & ~3)..];
        }

        _interfaces.Add(new PcapngInterface((LinkType)U16(body), U32(body[4..]), resolution, offsetSeconds));
        Window.Advance((int)length);
    }

    private ReadOnlySpan<byte> Hold(uint length, string what)
    {
        if (!Window.Ensure((int)length))
        {
            throw CutShort(Window.Offset, $"{what} says {length} bytes, {Window.Available.Length} are there");
        }

        ReadOnlySpan<byte> block = Window.Available[..(int)length];
        RequireSameLength(Window.Offset, length, block[^4..]);
        return block;
    }

    private void PassOver(uint length, string what)
    {
        long offset = Window.Offset;
        long skipped = Window.Skip(length - 4);
        if (skipped < length - 4 || !Window.Ensure(4))
        {
            throw CutShort(offset, $"{what} says {length} bytes, {skipped + Window.Available.Length} are there");
        }

        RequireSameLength(offset, length, Window.Available);
        Window.Advance(4);
    }

    private void RequireSameLength(long offset, uint length, ReadOnlySpan<byte> end)
    {
        uint again = U32(end);
        if (again != length)
        {
            throw Wrong(offset, $"a block says {length} bytes at its beginning and {again} at its end");
        }
    }

    private uint U32(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private ushort U16(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
}
