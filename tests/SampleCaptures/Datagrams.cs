using System.Buffers.Binary;
using System.Net;

namespace ScaleProxy.SampleCaptures;

/// <summary>Puts TCP segments into IP datagrams.</summary>
public sealed record Datagrams
{
    public IPEndPoint Client { get; init; } = new(IPAddress.Parse("192.168.7.31"), 49877);

    public IPEndPoint Server { get; init; } = new(IPAddress.Parse("198.51.100.20"), 80);

    /// <summary>IPv4: options in the header, a multiple of 4 bytes.</summary>
    public byte[] Options { get; init; } = [];

    /// <summary>The length field is left at 0, as captures of offloaded segments have it.</summary>
    public bool ZeroLength { get; init; }

    /// <summary>IPv6: extension headers in front of TCP, by their numbers (0, 43, 51, 60).</summary>
    public byte[] Extensions { get; init; } = [];

    /// <summary>Payload bytes of a fragment, a multiple of 8; 0 for whole datagrams.</summary>
    public int FragmentSize { get; init; }

    /// <summary>The same between IPv6 hosts.</summary>
    public static Datagrams Ipv6 { get; } = new()
    {
        Client = new IPEndPoint(IPAddress.Parse("2001:db8::31"), 49877),
        Server = new IPEndPoint(IPAddress.Parse("2001:db8:ffff::20"), 80),
    };

    /// <summary>The datagram of a segment, or its fragments in order.</summary>
    public IReadOnlyList<byte[]> Of(Segment segment)
    {
        byte[] tcp = Tcp(segment);
        IPAddress from = (segment.FromClient ? Client : Server).Address;
        IPAddress to = (segment.FromClient ? Server : Client).Address;
        ushort identification = (ushort)(segment.Sequence ^ (segment.Sequence >> 16) ^ (segment.FromClient ? 0 : 0x5555) ^ segment.Flags ^ tcp.Length);
        return Client.Address.GetAddressBytes().Length == 4 ? Ipv4Of(from, to, tcp, identification) : Ipv6Of(from, to, tcp, identification);
    }

    private byte[] Tcp(Segment segment)
    {
        byte[] tcp = new byte[20 + segment.Payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)(segment.FromClient ? Client : Server).Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp.AsSpan(2), (ushort)(segment.FromClient ? Server : Client).Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp.AsSpan(4), segment.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp.AsSpan(8), segment.Acknowledged);
        tcp[12] = 5 << 4;
        tcp[13] = segment.Flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp.AsSpan(14), 5840);
        segment.Payload.CopyTo(tcp, 20);
        return tcp;
    }

    private List<byte[]> Ipv4Of(IPAddress from, IPAddress to, byte[] payload, ushort identification)
    {
        var datagrams = new List<byte[]>();
        int size = FragmentSize == 0 ? payload.Length : FragmentSize;
        for (int at = 0; at < payload.Length; at += size)
        {
            int part = Math.Min(size, payload.Length - at);
            int header = 20 + Options.Length;
            byte[] datagram = new byte[header + part];
            datagram[0] = (byte)(0x40 | (header / 4));
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), ZeroLength ? (ushort)0 : (ushort)datagram.Length);
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), identification);
            bool more = at + part < payload.Length;
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(6), (ushort)((at / 8) | (more ? 0x2000 : 0)));
            datagram[8] = 64;
            datagram[9] = 6;
            from.GetAddressBytes().CopyTo(datagram, 12);
            to.GetAddressBytes().CopyTo(datagram, 16);
            Options.CopyTo(datagram, 20);
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(10), Checksum(datagram.AsSpan(0, header)));
            payload.AsSpan(at, part).CopyTo(datagram.AsSpan(header));
            datagrams.Add(datagram);
        }

        return datagrams;
    }

    private List<byte[]> Ipv6Of(IPAddress from, IPAddress to, byte[] tcp, ushort identification)
    {
        var datagrams = new List<byte[]>();
        byte next = 6;
        byte[] payload = tcp;
        foreach (byte extension in Extensions.Reverse())
        {
            // 16 bytes each: AH counts its length in words of 4 less 2, the others in words of 8 less 1.
            byte[] header = new byte[16];
            header[0] = next;
            header[1] = extension == 51 ? (byte)2 : (byte)1;
            payload = [.. header, .. payload];
            next = extension;
        }

        if (FragmentSize == 0)
        {
            datagrams.Add(Ipv6Datagram(from, to, next, payload));
            return datagrams;
        }

        for (int at = 0; at < payload.Length; at += FragmentSize)
        {
            int part = Math.Min(FragmentSize, payload.Length - at);
            byte[] fragment = new byte[8 + part];
            fragment[0] = next;
            BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(2), (ushort)(at | (at + part < payload.Length ? 1 : 0)));
            BinaryPrimitives.WriteUInt32BigEndian(fragment.AsSpan(4), identification);
            payload.AsSpan(at, part).CopyTo(fragment.AsSpan(8));
            datagrams.Add(Ipv6Datagram(from, to, 44, fragment));
        }

        return datagrams;
    }

    private byte[] Ipv6Datagram(IPAddress from, IPAddress to, byte next, byte[] payload)
    {
        byte[] datagram = new byte[40 + payload.Length];
        datagram[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), ZeroLength ? (ushort)0 : (ushort)payload.Length);
        datagram[6] = next;
        datagram[7] = 64;
        from.GetAddressBytes().CopyTo(datagram, 8);
        to.GetAddressBytes().CopyTo(datagram, 24);
        payload.CopyTo(datagram, 40);
        return datagram;
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
