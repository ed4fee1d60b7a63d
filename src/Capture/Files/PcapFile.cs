using System.Buffers.Binary;

namespace ScaleProxy.Capture.Files;

/// <summary>
/// The classic format of libpcap (draft-ietf-opsawg-pcap): a header of 24 bytes, then packets with headers of 16 bytes
/// (24 in the variant of Alexey Kuznetsov's patched libpcap), all in the byte order of the machine that captured.
/// </summary>
internal sealed class PcapFile : PacketFile
{
    private const int FileHeader = 24;
    private const uint Microseconds = 0xA1B2C3D4;
    private const uint Nanoseconds = 0xA1B23C4D;
    private const uint Kuznetsov = 0xA1B2CD34;

    private readonly bool _bigEndian;
    private readonly bool _nanoseconds;
    private readonly int _packetHeader;
    private readonly uint _snapLength;
    private readonly LinkType _linkType;

    /// <summary>Reads the file's header.</summary>
    public PcapFile(FileWindow window, CaptureOptions options)
        : base(window, options)
    {
        if (!window.Ensure(FileHeader))
        {
            throw CutShort(0, $"a pcap file begins with a header of {FileHeader} bytes, {window.Available.Length} are there");
        }

        ReadOnlySpan<byte> header = window.Available;
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        _bigEndian = magic is Microseconds or Nanoseconds or Kuznetsov;
        magic = _bigEndian ? magic : BinaryPrimitives.ReverseEndianness(magic);
        _nanoseconds = magic == Nanoseconds;
        _packetHeader = magic == Kuznetsov ? 24 : 16;
        _snapLength = U32(header[16..]);
        // The upper bits say whether and how long a frame check sequence follows each packet; IP's own length cuts it.
        _linkType = (LinkType)(U32(header[20..]) & 0xFFFF);
        window.Advance(FileHeader);
    }

    /// <summary>Whether a file that begins with these bytes is one.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4)
        {
            return false;
        }

        uint big = BinaryPrimitives.ReadUInt32BigEndian(start);
        uint little = BinaryPrimitives.ReadUInt32LittleEndian(start);
        return big is Microseconds or Nanoseconds or Kuznetsov || little is Microseconds or Nanoseconds or Kuznetsov;
    }

    /// <inheritdoc/>
    public override bool TryRead(out CapturedPacket packet)
    {
        while (Window.Ensure(_packetHeader))
        {
            ReadOnlySpan<byte> header = Window.Available;
            uint length = U32(header[8..]);
            Packets++;
            if (length > Options.MaxPacketBytes)
            {
                PassOver(length);
                continue;
            }

            int whole = _packetHeader + (int)length;
            if (!Window.Ensure(whole))
            {
                throw CutPacket(length, Window.Available.Length - _packetHeader);
            }

            header = Window.Available;
            long fraction = U32(header[4..]);
            long ticks = (U32(header) * TimeSpan.TicksPerSecond) + (_nanoseconds ? fraction / 100 : fraction * 10);
            packet = new CapturedPacket(header[_packetHeader..whole], _linkType, ticks, Packets);
            Window.Advance(whole);
            return true;
        }

        if (!Window.Available.IsEmpty)
        {
            throw CutShort(Window.Offset, $"{Window.Available.Length} of the {_packetHeader} bytes of the header of packet {Packets + 1} are there");
        }

        packet = default;
        return false;
    }

    // A packet may be larger than what is held as long as the file's own snap length allows it; beyond that the length
    // is not to be believed, and nothing after it can be found.
    private void PassOver(uint length)
    {
        if (length > _snapLength)
        {
            throw Wrong(Window.Offset, $"packet {Packets} says it has {length} bytes, more than the snap length of {_snapLength} allows: the length is wrong");
        }

        long offset = Window.Offset;
        Window.Advance(_packetHeader);
        long skipped = Window.Skip(length);
        if (skipped < length)
        {
            throw CutShort(offset, $"packet {Packets} says {length} bytes, {skipped} are there");
        }

        Oversized++;
    }

    private CaptureException CutPacket(uint length, int there) =>
        CutShort(Window.Offset, $"packet {Packets} says {length} bytes, {there} are there");

    private uint U32(ReadOnlySpan<byte> at) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
