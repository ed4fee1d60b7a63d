using System.Buffers.Binary;
using ScaleProxy.Capture.Files;

namespace ScaleProxy.Capture.Packets;

/// <summary>Takes off what stands before the IP header: one method a link type.</summary>
internal static class LinkLayer
{
    private const ushort Vlan = 0x8100;
    private const ushort ProviderVlan = 0x88A8;
    private const ushort OldProviderVlan = 0x9100;

    // Smaller numbers are lengths (IEEE 802.3 section 3.2.6).
    private const ushort LowestType = 0x0600;

    /// <summary>The IP datagram of a frame, with whatever padding follows it.</summary>
    /// <returns>False where the frame carries something else, or is too short to tell.</returns>
    public static bool TryUnwrap(LinkType linkType, ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> datagram)
    {
        switch (linkType)
        {
            case LinkType.Ethernet:
                return TryUnwrapTyped(frame, typeAt: 12, payloadAt: 14, out datagram);
            case LinkType.LinuxSll:
                return TryUnwrapTyped(frame, typeAt: 14, payloadAt: 16, out datagram);
            case LinkType.LinuxSll2:
                return TryUnwrapTyped(frame, typeAt: 0, payloadAt: 20, out datagram);
            case LinkType.Null or LinkType.Loop:
                // The family's numbers differ between systems and byte orders; the datagram itself says what it is.
                datagram = frame.Length > 4 ? frame[4..] : default;
                return LooksLikeIp(datagram);
            default:
                datagram = frame;
                return LooksLikeIp(datagram);
        }
    }

    /// <summary>What follows an IEEE 802.2 LLC header with SNAP, as 802.11 and old Ethernet frames have it.</summary>
    public static bool TryUnwrapLlc(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> datagram)
    {
        if (frame.Length >= 8 && frame[0] == 0xAA && frame[1] == 0xAA && frame[2] == 3)
        {
            return TryUnwrapTyped(frame, typeAt: 6, payloadAt: 8, out datagram);
        }

        datagram = default;
        return false;
    }

    private static bool TryUnwrapTyped(ReadOnlySpan<byte> frame, int typeAt, int payloadAt, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        if (frame.Length < payloadAt)
        {
            return false;
        }

        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[typeAt..]);
        ReadOnlySpan<byte> rest = frame[payloadAt..];
        // Tags stack to any depth; each holds the type of what follows it.
        while (type is Vlan or ProviderVlan or OldProviderVlan)
        {
            if (rest.Length < 4)
            {
                return false;
            }

            type = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            rest = rest[4..];
        }

        if (type < LowestType)
        {
            return TryUnwrapLlc(rest, out datagram);
        }

        datagram = rest;
        return type is 0x0800 or 0x86DD;
    }

    private static bool LooksLikeIp(ReadOnlySpan<byte> datagram) => !datagram.IsEmpty && (datagram[0] >> 4) is 4 or 6;
}
