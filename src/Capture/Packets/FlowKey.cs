using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ScaleProxy.Capture.Packets;

/// <summary>
/// The two ends of a TCP connection, the same for both directions: the lower end is side 0, the higher is side 1.
/// IPv4 addresses stand as IPv6 holds them (::ffff:a.b.c.d).
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct FlowKey : IEquatable<FlowKey>
{
    private const ulong MappedIpv4 = 0x0000_FFFF_0000_0000;

    private readonly ulong _upper0;
    private readonly ulong _lower0;
    private readonly ulong _upper1;
    private readonly ulong _lower1;
    private readonly uint _ports;

    private FlowKey(ulong upper0, ulong lower0, ulong upper1, ulong lower1, uint ports)
    {
        _upper0 = upper0;
        _lower0 = lower0;
        _upper1 = upper1;
        _lower1 = lower1;
        _ports = ports;
    }

    /// <summary>The key of a packet, and which side sent it.</summary>
    /// <param name="ends">Source and destination address one after the other: 8 bytes of IPv4, or 32 of IPv6.</param>
    /// <param name="sourcePort">The sender's port.</param>
    /// <param name="destinationPort">The receiver's port.</param>
    /// <param name="sender">0 or 1.</param>
    public static FlowKey Of(ReadOnlySpan<byte> ends, ushort sourcePort, ushort destinationPort, out int sender)
    {
        ulong sourceUpper, sourceLower, destinationUpper, destinationLower;
        if (ends.Length == 8)
        {
            sourceUpper = destinationUpper = 0;
            sourceLower = MappedIpv4 | BinaryPrimitives.ReadUInt32BigEndian(ends);
            destinationLower = MappedIpv4 | BinaryPrimitives.ReadUInt32BigEndian(ends[4..]);
        }
        else
        {
            sourceUpper = BinaryPrimitives.ReadUInt64BigEndian(ends);
            sourceLower = BinaryPrimitives.ReadUInt64BigEndian(ends[8..]);
            destinationUpper = BinaryPrimitives.ReadUInt64BigEndian(ends[16..]);
            destinationLower = BinaryPrimitives.ReadUInt64BigEndian(ends[24..]);
        }

        bool sourceIsLower = sourceUpper != destinationUpper ? sourceUpper < destinationUpper
            : sourceLower != destinationLower ? sourceLower < destinationLower
            : sourcePort <= destinationPort;
        sender = sourceIsLower ? 0 : 1;
        // Each by itself: which end sends is anybody's guess, and a wrong one costs the processor more than all of this.
        return new FlowKey(
            sourceIsLower ? sourceUpper : destinationUpper,
            sourceIsLower ? sourceLower : destinationLower,
            sourceIsLower ? destinationUpper : sourceUpper,
            sourceIsLower ? destinationLower : sourceLower,
            sourceIsLower ? ((uint)sourcePort << 16) | destinationPort : ((uint)destinationPort << 16) | sourcePort);
    }

    /// <summary>Address and port of a side as text.</summary>
    public string EndText(int side)
    {
        ulong upper = side == 0 ? _upper0 : _upper1;
        ulong lower = side == 0 ? _lower0 : _lower1;
        int port = (int)(side == 0 ? _ports >> 16 : _ports & 0xFFFF);
        if (upper == 0 && lower >> 32 == MappedIpv4 >> 32)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(byte)(lower >> 24)}.{(byte)(lower >> 16)}.{(byte)(lower >> 8)}.{(byte)lower}:{port}");
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, upper);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], lower);
        return new IPEndPoint(new IPAddress(bytes), port).ToString();
    }

    public bool Equals(FlowKey other) =>
        _ports == other._ports && _lower0 == other._lower0 && _lower1 == other._lower1 && _upper0 == other._upper0 && _upper1 == other._upper1;

    public override bool Equals(object? obj) => obj is FlowKey other && Equals(other);

    // Multiplications by odd constants spread what differs (the low bits of addresses and ports) over the whole word.
    public override int GetHashCode()
    {
        ulong mixed = ((_lower0 ^ BitOperations.RotateLeft(_upper0, 29)) * 0x9E3779B97F4A7C15)
            ^ BitOperations.RotateLeft((_lower1 ^ BitOperations.RotateLeft(_upper1, 29) ^ ((ulong)_ports << 32)) * 0xC2B2AE3D27D4EB4F, 31);
        mixed *= 0xD6E8FEB86659FD93;
        return (int)(mixed >> 32);
    }
}
