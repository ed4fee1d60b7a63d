using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>Where a record stands in its message, and what it is (RFC 1035 4.1.3).</summary>
/// <param name="NameAt">Where its name begins.</param>
/// <param name="Type">What it is.</param>
/// <param name="Class">Its class; of an OPT record, how large a datagram its sender takes.</param>
/// <param name="Ttl">How long it holds, s; of an OPT record, its extended code, version and flags.</param>
/// <param name="DataAt">Where its data begin.</param>
/// <param name="DataLength">How long they are; they are all there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DnsRecord(int NameAt, DnsType Type, ushort Class, uint Ttl, int DataAt, int DataLength)
{
    // Type, class, TTL and the length of the data.
    private const int FixedLength = 10;

    /// <summary>Reads a record.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="offset">Where it begins; afterwards, where the message goes on.</param>
    /// <param name="record">The record.</param>
    /// <returns>False where there is none, or not all of it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out DnsRecord record)
    {
        record = default;
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        if (!DnsName.TryRead(message, offset, name, out _, out int next) || next + FixedLength > message.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = message[next..];
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[8..]);
        if (FixedLength + length > rest.Length)
        {
            return false;
        }

        record = new DnsRecord(
            offset,
            (DnsType)BinaryPrimitives.ReadUInt16BigEndian(rest),
            BinaryPrimitives.ReadUInt16BigEndian(rest[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(rest[4..]),
            next + FixedLength,
            length);
        offset = next + FixedLength + length;
        return true;
    }

    /// <summary>Writes all of a record but its data.</summary>
    /// <returns>The length of what was written.</returns>
    public static int Write(Span<byte> to, ReadOnlySpan<byte> name, DnsType type, ushort @class, uint ttl, ushort dataLength)
    {
        name.CopyTo(to);
        to = to[name.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], @class);
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(to[8..], dataLength);
        return name.Length + FixedLength;
    }
}
