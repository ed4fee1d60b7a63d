using System.Buffers.Binary;

namespace ScaleProxy.Capture.Packets;

/// <summary>The checksum of IP and TCP headers (RFC 1071): the complement of the sum of 16-bit words in one's complement.</summary>
internal static class InternetChecksum
{
    /// <summary>Adds bytes to a sum; only the last ones may be of an odd number.</summary>
    /// <param name="sum">Of what came before.</param>
    /// <param name="bytes">In network byte order.</param>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[sizeof(ushort)..];
        }

        return bytes.IsEmpty ? sum : sum + (uint)(bytes[0] << 8);
    }

    /// <summary>The checksum that stands in the header.</summary>
    public static ushort Of(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
