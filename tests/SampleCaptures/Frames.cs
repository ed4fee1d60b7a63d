namespace ScaleProxy.SampleCaptures;

/// <summary>Puts IP datagrams into frames: one method a link layer, each the function that a <see cref="CaptureFile"/> takes.</summary>
public static class Frames
{
    private static readonly byte[] s_scale = [0x00, 0x24, 0xE4, 0x5C, 0xA1, 0xE0];
    private static readonly byte[] s_router = [0x02, 0x00, 0x00, 0x00, 0x00, 0x01];

    /// <summary>Ethernet, with tags of these types (0x8100, 0x88A8, 0x9100) outermost first, and as short frames are padded.</summary>
    public static byte[] Ethernet(byte[] datagram, params int[] tags)
    {
        List<byte> frame = [.. s_router, .. s_scale];
        foreach (int tag in tags)
        {
            frame.AddRange([(byte)(tag >> 8), (byte)tag, 0x00, 0x17]);
        }

        frame.AddRange(EtherType(datagram));
        frame.AddRange(datagram);
        while (frame.Count < 60)
        {
            frame.Add(0xEE);
        }

        return [.. frame];
    }

    /// <summary>Ethernet with an 802.3 length and an LLC/SNAP header.</summary>
    public static byte[] EthernetSnap(byte[] datagram) => [.. s_router, .. s_scale, (byte)((datagram.Length + 8) >> 8), (byte)(datagram.Length + 8), .. Snap(datagram)];

    /// <summary>Linux cooked capture, version 1.</summary>
    public static byte[] LinuxSll(byte[] datagram) => [0, 0, 0, 1, 0, 6, .. s_scale, 0, 0, .. EtherType(datagram), .. datagram];

    /// <summary>Linux cooked capture, version 2.</summary>
    public static byte[] LinuxSll2(byte[] datagram) => [.. EtherType(datagram), 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, .. s_scale, 0, 0, .. datagram];

    /// <summary>BSD loopback with the family in either byte order.</summary>
    public static byte[] Loopback(byte[] datagram, bool bigEndian)
    {
        byte family = IsIpv6(datagram) ? (byte)30 : (byte)2;
        return bigEndian ? [0, 0, 0, family, .. datagram] : [family, 0, 0, 0, .. datagram];
    }

    /// <summary>No link layer.</summary>
    public static byte[] Raw(byte[] datagram) => datagram;

    /// <summary>An 802.11 data frame.</summary>
    /// <param name="datagram">What it carries.</param>
    /// <param name="qos">A QoS data frame.</param>
    /// <param name="fourAddresses">Between two access points.</param>
    /// <param name="highThroughput">With an HT control field (QoS only).</param>
    /// <param name="aggregated">As one of two subframes of an A-MSDU (QoS only).</param>
    /// <param name="encrypted">Marked as encrypted.</param>
    public static byte[] Wifi(byte[] datagram, bool qos = false, bool fourAddresses = false, bool highThroughput = false, bool aggregated = false, bool encrypted = false)
    {
        byte flags = (byte)((fourAddresses ? 3 : 1) | (encrypted ? 0x40 : 0) | (highThroughput ? 0x80 : 0));
        List<byte> frame = [(byte)(qos ? 0x88 : 0x08), flags, 0x2C, 0x00, .. s_router, .. s_scale, .. s_router, 0x10, 0x00];
        if (fourAddresses)
        {
            frame.AddRange(s_scale);
        }

        if (qos)
        {
            frame.AddRange([(byte)(aggregated ? 0x80 : 0), 0]);
            if (highThroughput)
            {
                frame.AddRange([0, 0, 0, 0]);
            }
        }

        if (aggregated)
        {
            byte[] other = [0xAA, 0xAA, 0x03, 0, 0, 0, 0x08, 0x06, 1, 2, 3];
            frame.AddRange([.. s_router, .. s_scale, 0, (byte)other.Length, .. other]);
            frame.AddRange(new byte[(4 - ((14 + other.Length) % 4)) % 4]);
            byte[] snap = Snap(datagram);
            frame.AddRange([.. s_router, .. s_scale, (byte)(snap.Length >> 8), (byte)snap.Length, .. snap]);
        }
        else
        {
            frame.AddRange(Snap(datagram));
        }

        return [.. frame, 0xDE, 0xAD, 0xBE, 0xEF];
    }

    /// <summary>An 802.11 QoS data frame after a radiotap header, which says that the 802.11 header is padded to 4 bytes.</summary>
    public static byte[] RadiotapPadded(byte[] datagram)
    {
        byte[] frame = Wifi(datagram, qos: true);
        // present: TSFT and flags; TSFT is 8 bytes at 8; flags: data padding.
        return [0, 0, 17, 0, 3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x20, .. frame[..26], 0, 0, .. frame[26..]];
    }

    /// <summary>An 802.11 data frame after the shortest radiotap header.</summary>
    public static byte[] Radiotap(byte[] datagram) => [0, 0, 8, 0, 0, 0, 0, 0, .. Wifi(datagram)];

    private static byte[] Snap(byte[] datagram) => [0xAA, 0xAA, 0x03, 0, 0, 0, .. EtherType(datagram), .. datagram];

    private static byte[] EtherType(byte[] datagram) => IsIpv6(datagram) ? [0x86, 0xDD] : [0x08, 0x00];

    private static bool IsIpv6(byte[] datagram) => datagram[0] >> 4 == 6;
}
