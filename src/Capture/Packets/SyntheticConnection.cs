using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Capture.Files;

namespace ScaleProxy.Capture.Packets;

/// <summary>
/// Puts what two ends said to each other back into packets, as a capture would have them: handshake, segments no larger than the
/// usual Ethernet takes with an acknowledgment for each turn, the end; Ethernet, IPv4 or IPv6 and TCP with the right checksums.
/// <code>
///   client  SYN ─►      ─► data … ─►        ◄─ ACK       FIN ─►        ─► ACK
///   server      ◄─ SYN  ACK          ◄─ data …           ◄─ ACK  ◄─ FIN
/// </code>
/// </summary>
public sealed class SyntheticConnection
{
    private const int EthernetHeader = 14;
    private const int TcpHeader = 20;
    private const int MtuOfEthernet = 1500;
    private const byte Tcp = 6;
    private const byte HopLimit = 64;
    private const int MaximumSegmentSizeOption = 4;

    // Addresses of nobody's: locally administered.
    private static readonly byte[] s_clientMac = [0x02, 0, 0, 0, 0, 1];
    private static readonly byte[] s_serverMac = [0x02, 0, 0, 0, 0, 2];

    private readonly PcapngWriter _output;
    private readonly End _client;
    private readonly End _server;
    private readonly bool _ipv6;
    private readonly int _ipHeader;
    private readonly byte[] _frame = new byte[EthernetHeader + MtuOfEthernet];
    private long _ticks;

    /// <summary>Begins a connection with its handshake.</summary>
    /// <param name="output">Takes the packets.</param>
    /// <param name="client">The client's end.</param>
    /// <param name="server">The server's end.</param>
    /// <param name="startedAt">When it began.</param>
    public SyntheticConnection(PcapngWriter output, IPEndPoint client, IPEndPoint server, DateTimeOffset startedAt)
    {
        _output = output;
        _ipv6 = Plain(client.Address).AddressFamily == AddressFamily.InterNetworkV6 || Plain(server.Address).AddressFamily == AddressFamily.InterNetworkV6;
        _ipHeader = _ipv6 ? 40 : 20;
        _client = new End(s_clientMac, AddressBytes(client.Address), (ushort)client.Port, 1);
        _server = new End(s_serverMac, AddressBytes(server.Address), (ushort)server.Port, 1);
        _ticks = startedAt.UtcTicks;
        Send(_client, _server, TcpFlags.Syn, default);
        Send(_server, _client, TcpFlags.Syn | TcpFlags.Ack, default);
        Send(_client, _server, TcpFlags.Ack, default);
    }

    private int MaximumSegment => MtuOfEthernet - _ipHeader - TcpHeader;

    /// <summary>Sends bytes, and has the other side acknowledge them.</summary>
    /// <param name="fromClient">Which side speaks.</param>
    /// <param name="bytes">What it says.</param>
    /// <param name="time">When; never before what was said already.</param>
    public void Say(bool fromClient, ReadOnlySpan<byte> bytes, DateTimeOffset time)
    {
        (End from, End to) = fromClient ? (_client, _server) : (_server, _client);
        _ticks = Math.Max(_ticks, time.UtcTicks);
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> part = bytes[..Math.Min(MaximumSegment, bytes.Length)];
            bytes = bytes[part.Length..];
            Send(from, to, bytes.IsEmpty ? TcpFlags.Psh | TcpFlags.Ack : TcpFlags.Ack, part);
            if (bytes.IsEmpty)
            {
                Send(to, from, TcpFlags.Ack, default);
            }
        }
    }

    /// <summary>Ends it: the client closes, then the server.</summary>
    public void Close()
    {
        Send(_client, _server, TcpFlags.Fin | TcpFlags.Ack, default);
        Send(_server, _client, TcpFlags.Fin | TcpFlags.Ack, default);
        Send(_client, _server, TcpFlags.Ack, default);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private byte[] AddressBytes(IPAddress address) => (_ipv6 ? address.MapToIPv6() : Plain(address)).GetAddressBytes();

    private void Send(End from, End to, TcpFlags flags, ReadOnlySpan<byte> payload)
    {
        bool syn = (flags & TcpFlags.Syn) != TcpFlags.None;
        int tcpHeader = TcpHeader + (syn ? MaximumSegmentSizeOption : 0);
        int length = EthernetHeader + _ipHeader + tcpHeader + payload.Length;
        Span<byte> frame = _frame.AsSpan(0, length);
        frame.Clear();
        to.Mac.CopyTo(frame);
        from.Mac.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], (ushort)(_ipv6 ? 0x86DD : 0x0800));
        Span<byte> ip = frame[EthernetHeader..];
        WriteIp(ip, from, to);

        Span<byte> tcp = ip[_ipHeader..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], to.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], from.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], (flags & TcpFlags.Ack) != TcpFlags.None ? to.Sequence : 0);
        tcp[12] = (byte)(tcpHeader / 4 << 4);
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], ushort.MaxValue);
        if (syn)
        {
            tcp[TcpHeader] = 2;
            tcp[TcpHeader + 1] = MaximumSegmentSizeOption;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[(TcpHeader + 2)..], (ushort)MaximumSegment);
        }

        payload.CopyTo(tcp[tcpHeader..]);
        ulong pseudoHeader = InternetChecksum.Add(InternetChecksum.Add((ulong)tcp.Length + Tcp, from.Address), to.Address);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], InternetChecksum.Of(InternetChecksum.Add(pseudoHeader, tcp)));
        from.Sequence += (uint)payload.Length + ((flags & (TcpFlags.Syn | TcpFlags.Fin)) != TcpFlags.None ? 1u : 0);

        _output.Write(frame, new DateTimeOffset(_ticks, TimeSpan.Zero));
        // A microsecond later, so that sorting by time keeps the order.
        _ticks += TimeSpan.TicksPerMicrosecond;
    }

    private void WriteIp(Span<byte> ip, End from, End to)
    {
        if (_ipv6)
        {
            ip[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(ip.Length - _ipHeader));
            ip[6] = Tcp;
            ip[7] = HopLimit;
            from.Address.CopyTo(ip[8..]);
            to.Address.CopyTo(ip[24..]);
            return;
        }

        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], from.NextId++);
        // Not to be fragmented.
        ip[6] = 0x40;
        ip[8] = HopLimit;
        ip[9] = Tcp;
        from.Address.CopyTo(ip[12..]);
        to.Address.CopyTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Of(InternetChecksum.Add(0, ip[.._ipHeader])));
    }

    // One side, and how far it has come.
    private sealed class End(byte[] mac, byte[] address, ushort port, uint sequence)
    {
        public byte[] Mac { get; } = mac;

        public byte[] Address { get; } = address;

        public ushort Port { get; } = port;

        public uint Sequence { get; set; } = sequence;

        public ushort NextId { get; set; } = 1;
    }
}
