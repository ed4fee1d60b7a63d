using System.Buffers.Binary;

namespace ScaleProxy.Capture.Packets;

/// <summary>One TCP segment as it was captured. The bytes are good until the next packet is read.</summary>
internal readonly ref struct TcpSegment
{
    private const int MinimumHeader = 20;

    private TcpSegment(FlowKey key, int sender, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, int missing, long ticks, long packet)
    {
        Key = key;
        Sender = sender;
        Sequence = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        Acknowledged = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        Flags = (TcpFlags)(header[13] & 0x1F);
        Payload = payload;
        Missing = missing;
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

    /// <summary>Reads what an IP datagram carries.</summary>
    /// <param name="ends">Both addresses, as <see cref="FlowKey.Of"/> takes them.</param>
    /// <param name="datagram">What was kept of the datagram's payload.</param>
    /// <param name="length">The length of the whole payload.</param>
    /// <param name="ticks">Capture time.</param>
    /// <param name="packet">Packet number.</param>
    /// <param name="segment">The segment.</param>
    /// <returns>False where the header is cut or cannot be.</returns>
    public static bool TryRead(ReadOnlySpan<byte> ends, ReadOnlySpan<byte> datagram, int length, long ticks, long packet, out TcpSegment segment)
    {
        segment = default;
        if (datagram.Length < MinimumHeader)
        {
            return false;
        }

        int header = (datagram[12] >> 4) * 4;
        if (header < MinimumHeader || header > length)
        {
            return false;
        }

        FlowKey key = FlowKey.Of(ends, BinaryPrimitives.ReadUInt16BigEndian(datagram), BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]), out int sender);
        ReadOnlySpan<byte> payload = header < datagram.Length ? datagram[header..] : default;
        segment = new TcpSegment(key, sender, datagram, payload, length - header - payload.Length, ticks, packet);
        return true;
    }
}
