using System.Buffers.Binary;

namespace ScaleProxy.Capture.Packets;

/// <summary>One TCP segment as it was captured. The bytes are good until the next packet is read.</summary>
internal readonly ref struct TcpSegment
{
    private const int MinimumHeader = 20;

    /// <summary>Reads what an IP datagram carries, once <see cref="TryHeader"/> has found a header in it.</summary>
    /// <param name="ends">Both addresses, as <see cref="FlowKey.Of"/> takes them.</param>
    /// <param name="datagram">What was kept of the datagram's payload.</param>
    /// <param name="header">The length of the header.</param>
    /// <param name="length">The length of the whole payload.</param>
    /// <param name="ticks">Capture time.</param>
    /// <param name="packet">Packet number.</param>
    public TcpSegment(ReadOnlySpan<byte> ends, ReadOnlySpan<byte> datagram, int header, int length, long ticks, long packet)
    {
        Key = FlowKey.Of(ends, BinaryPrimitives.ReadUInt16BigEndian(datagram), BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]), out int sender);
        Sender = sender;
        Sequence = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]);
        Acknowledged = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        Flags = (TcpFlags)(datagram[13] & 0x1F);
        Payload = header < datagram.Length ? datagram[header..] : default;
        Missing = length - header - Payload.Length;
        Ticks = ticks;
        Packet = packet;
    }

    /// <summary>The connection, without direction.</summary>
    public FlowKey Key { get; }

    /// <summary>The side of <see cref="Key"/> that sent it, 0 or 1.</summary>
    public int Sender { get; }

    public uint Sequence { get; }

    /// <summary>The position of the payload: a SYN takes a place before it.</summary>
    public uint PayloadSequence => IsSyn ? Sequence + 1 : Sequence;

    public uint Acknowledged { get; }

    public TcpFlags Flags { get; }

    /// <summary>The bytes of the stream that were kept of it.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Bytes that were sent after <see cref="Payload"/> and not kept, because of the snap length.</summary>
    public int Missing { get; }

    /// <summary>When it was captured: 100 ns since 1970 (UTC).</summary>
    public long Ticks { get; }

    /// <summary>The number of the packet in its file.</summary>
    public long Packet { get; }

    public bool IsSyn => (Flags & TcpFlags.Syn) != TcpFlags.None;

    public bool IsFin => (Flags & TcpFlags.Fin) != TcpFlags.None;

    public bool IsRst => (Flags & TcpFlags.Rst) != TcpFlags.None;

    public bool HasAck => (Flags & TcpFlags.Ack) != TcpFlags.None;

    /// <summary>Finds the header in what an IP datagram carries.</summary>
    /// <param name="datagram">What was kept of the datagram's payload.</param>
    /// <param name="length">The length of the whole payload.</param>
    /// <param name="header">The length of the header.</param>
    /// <returns>False where the header is cut or cannot be.</returns>
    public static bool TryHeader(ReadOnlySpan<byte> datagram, int length, out int header)
    {
        header = datagram.Length < MinimumHeader ? 0 : (datagram[12] >> 4) * 4;
        return header >= MinimumHeader && header <= length;
    }
}
