using System.Buffers.Binary;

namespace ScaleProxy.Capture.Packets;

/// <summary>
/// An IEEE 802.11 frame (2020 edition, section 9.2): tells whether it is a data frame that can be read, and where its
/// body begins. The body is an LLC header with the datagram, or several of them (A-MSDU).
/// </summary>
internal readonly ref struct WifiFrame
{
    private WifiFrame(bool encrypted, bool aggregated, ReadOnlySpan<byte> body)
    {
        IsEncrypted = encrypted;
        IsAggregated = aggregated;
        Body = body;
    }

    /// <summary>The body cannot be read.</summary>
    public bool IsEncrypted { get; }

    /// <summary>The body is a row of subframes, each with its own addresses and length.</summary>
    public bool IsAggregated { get; }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Takes the radiotap header off (radiotap.org): it says its own length, and whether the 802.11 header is padded.</summary>
    public static bool TrySkipRadiotap(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> frame, out bool padded)
    {
        frame = default;
        padded = false;
        if (packet.Length < 8 || packet[0] != 0)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(packet[2..]);
        if (length < 8 || length > packet.Length)
        {
            return false;
        }

        padded = IsPadded(packet[..length]);
        frame = packet[length..];
        return true;
    }

    /// <summary>Reads a frame's header.</summary>
    /// <returns>False where it is no data frame, carries nothing, or is a piece of a frame.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool padded, out WifiFrame frame)
    {
        frame = default;
        if (bytes.Length < 24)
        {
            return false;
        }

        int type = (bytes[0] >> 2) & 3;
        int subtype = bytes[0] >> 4;
        byte flags = bytes[1];
        bool carriesData = type == 2 && (subtype & 4) == 0;
        bool isPiece = (flags & 4) != 0 || (bytes[22] & 0x0F) != 0;
        if (!carriesData || isPiece)
        {
            return false;
        }

        bool fourAddresses = (flags & 3) == 3;
        bool qualityOfService = (subtype & 8) != 0;
        int header = 24 + (fourAddresses ? 6 : 0);
        bool aggregated = false;
        if (qualityOfService)
        {
            aggregated = bytes.Length > header && (bytes[header] & 0x80) != 0;
            bool highThroughputControl = (flags & 0x80) != 0;
            header += 2 + (highThroughputControl ? 4 : 0);
        }

        if (padded)
        {
            header = (header + 3) & ~3;
        }

        bool encrypted = (flags & 0x40) != 0;
        frame = new WifiFrame(encrypted, aggregated, header < bytes.Length ? bytes[header..] : default);
        return true;
    }

    /// <summary>Takes the next subframe off an aggregated body.</summary>
    public static bool TryNextSubframe(ref ReadOnlySpan<byte> body, out ReadOnlySpan<byte> subframe)
    {
        const int Header = 14;
        subframe = default;
        if (body.Length < Header)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(body[12..]);
        if (length == 0 || Header + length > body.Length)
        {
            return false;
        }

        subframe = body.Slice(Header, length);
        body = body[Math.Min(body.Length, (Header + length + 3) & ~3)..];
        return true;
    }

    // The field "flags" (bit 1) follows the row of bitmaps, and the field "TSFT" (bit 0), where there is one.
    private static bool IsPadded(ReadOnlySpan<byte> radiotap)
    {
        uint present = BinaryPrimitives.ReadUInt32LittleEndian(radiotap[4..]);
        if ((present & 2) == 0)
        {
            return false;
        }

        int at = 8;
        uint more = present;
        while ((more & 0x8000_0000) != 0 && at + 4 <= radiotap.Length)
        {
            more = BinaryPrimitives.ReadUInt32LittleEndian(radiotap[at..]);
            at += 4;
        }

        if ((present & 1) != 0)
        {
            at = ((at + 7) & ~7) + 8;
        }

        const byte DataPadding = 0x20;
        return at < radiotap.Length && (radiotap[at] & DataPadding) != 0;
    }
}
