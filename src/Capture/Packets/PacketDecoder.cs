using System.Buffers.Binary;
using ScaleProxy.Capture.Files;

namespace ScaleProxy.Capture.Packets;

/// <summary>
/// From a captured packet to the TCP segment in it: link layer, IP, fragments, TCP header. Works on the reader's buffer
/// and allocates nothing; whatever carries no TCP is counted and passed over.
/// </summary>
internal sealed class PacketDecoder(ITcpSink sink, CaptureOptions options, CaptureTally tally)
{
    private const byte Tcp = 6;

    private readonly FragmentTable _fragments = new(options, tally);
    private readonly HashSet<LinkType> _unknownLinkTypes = [];

    /// <summary>Decodes one packet.</summary>
    public void Decode(scoped in CapturedPacket packet)
    {
        switch (packet.LinkType)
        {
            case LinkType.Ethernet or LinkType.LinuxSll or LinkType.LinuxSll2 or LinkType.Null or LinkType.Loop
                or LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.Ipv4 or LinkType.Ipv6:
                if (LinkLayer.TryUnwrap(packet.LinkType, packet.Data, out ReadOnlySpan<byte> datagram))
                {
                    DecodeIp(datagram, packet.Ticks, packet.Number);
                }
                else
                {
                    tally.OtherPackets++;
                }

                break;
            case LinkType.Ieee80211:
                DecodeWifi(packet.Data, padded: false, packet.Ticks, packet.Number);
                break;
            case LinkType.Radiotap:
                if (WifiFrame.TrySkipRadiotap(packet.Data, out ReadOnlySpan<byte> frame, out bool padded))
                {
                    DecodeWifi(frame, padded, packet.Ticks, packet.Number);
                }
                else
                {
                    tally.MalformedPackets++;
                }

                break;
            default:
                tally.UnknownLinkPackets++;
                if (_unknownLinkTypes.Add(packet.LinkType))
                {
                    tally.Warn($"packets of link type {(int)packet.LinkType} are not understood and are passed over, from packet {packet.Number} on");
                }

                break;
        }
    }

    /// <summary>Counts the datagrams that are still incomplete at the end of the file.</summary>
    public void End() => _fragments.End();

    private void DecodeWifi(ReadOnlySpan<byte> bytes, bool padded, long ticks, long number)
    {
        if (!WifiFrame.TryRead(bytes, padded, out WifiFrame frame))
        {
            tally.OtherPackets++;
            return;
        }

        if (frame.IsEncrypted)
        {
            tally.EncryptedFrames++;
            return;
        }

        if (!frame.IsAggregated)
        {
            DecodeLlc(frame.Body, ticks, number);
            return;
        }

        ReadOnlySpan<byte> rest = frame.Body;
        while (WifiFrame.TryNextSubframe(ref rest, out ReadOnlySpan<byte> subframe))
        {
            DecodeLlc(subframe, ticks, number);
        }
    }

    private void DecodeLlc(ReadOnlySpan<byte> body, long ticks, long number)
    {
        if (LinkLayer.TryUnwrapLlc(body, out ReadOnlySpan<byte> datagram))
        {
            DecodeIp(datagram, ticks, number);
        }
        else
        {
            tally.OtherPackets++;
        }
    }

    private void DecodeIp(ReadOnlySpan<byte> datagram, long ticks, long number)
    {
        if (datagram.Length >= 20 && datagram[0] >> 4 == 4)
        {
            DecodeIpv4(datagram, ticks, number);
        }
        else if (datagram.Length >= 40 && datagram[0] >> 4 == 6)
        {
            DecodeIpv6(datagram, ticks, number);
        }
        else
        {
            tally.MalformedPackets++;
        }
    }

    private void DecodeIpv4(ReadOnlySpan<byte> datagram, long ticks, long number)
    {
        int header = (datagram[0] & 0x0F) * 4;
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        // A capture on the sender sees datagrams before the card cuts them up; the kernel leaves their length at 0.
        length = length == 0 ? datagram.Length : length;
        if (header < 20 || length < header)
        {
            tally.MalformedPackets++;
            return;
        }

        if (datagram[9] != Tcp)
        {
            tally.OtherPackets++;
            return;
        }

        ReadOnlySpan<byte> ends = datagram.Slice(12, 8);
        int there = Math.Min(length, datagram.Length);
        ReadOnlySpan<byte> payload = header < there ? datagram[header..there] : default;
        int placement = BinaryPrimitives.ReadUInt16BigEndian(datagram[6..]);
        bool more = (placement & 0x2000) != 0;
        int offset = (placement & 0x1FFF) * 8;
        if (!more && offset == 0)
        {
            DecodeTcp(ends, payload, length - header, ticks, number);
        }
        else if (there < length)
        {
            tally.SnappedPackets++;
        }
        else if (_fragments.TryComplete(new FragmentTable.FragmentKey(ends, BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]), Tcp), offset, more, payload, ticks, out ReadOnlySpan<byte> whole))
        {
            DecodeTcp(ends, whole, whole.Length, ticks, number);
        }
    }

    private void DecodeIpv6(ReadOnlySpan<byte> datagram, long ticks, long number)
    {
        const int Header = 40;
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        ReadOnlySpan<byte> payload = datagram[Header..];
        length = length == 0 ? payload.Length : length;
        payload = payload[..Math.Min(length, payload.Length)];
        DecodeIpv6Payload(datagram.Slice(8, 32), datagram[6], payload, length, ticks, number);
    }

    // Goes along the chain of extension headers (RFC 8200 section 4) to TCP, or to a fragment of it.
    private void DecodeIpv6Payload(ReadOnlySpan<byte> ends, byte type, ReadOnlySpan<byte> payload, int length, long ticks, long number)
    {
        const byte HopByHop = 0, Routing = 43, Fragment = 44, Authentication = 51, Destination = 60, Mobility = 135;
        while (type != Tcp)
        {
            if (type is not (HopByHop or Routing or Fragment or Authentication or Destination or Mobility))
            {
                tally.OtherPackets++;
                return;
            }

            int size = payload.Length < 8 ? 8 : type switch
            {
                Fragment => 8,
                Authentication => (payload[1] + 2) * 4,
                _ => (payload[1] + 1) * 8,
            };
            if (size > payload.Length)
            {
                tally.MalformedPackets++;
                return;
            }

            ReadOnlySpan<byte> extension = payload[..size];
            payload = payload[size..];
            length -= size;
            if (type == Fragment)
            {
                int placement = BinaryPrimitives.ReadUInt16BigEndian(extension[2..]);
                bool more = (placement & 1) != 0;
                int offset = placement & 0xFFF8;
                // RFC 6946: an "atomic" fragment is the whole.
                if (more || offset != 0)
                {
                    var key = new FragmentTable.FragmentKey(ends, BinaryPrimitives.ReadUInt32BigEndian(extension[4..]), Fragment);
                    if (payload.Length < length)
                    {
                        tally.SnappedPackets++;
                        return;
                    }

                    if (!_fragments.TryComplete(key, offset, more, payload, ticks, out payload))
                    {
                        return;
                    }

                    length = payload.Length;
                }
            }

            type = extension[0];
        }

        DecodeTcp(ends, payload, length, ticks, number);
    }

    private void DecodeTcp(ReadOnlySpan<byte> ends, ReadOnlySpan<byte> payload, int length, long ticks, long number)
    {
        if (!TcpSegment.TryHeader(payload, length, out int header))
        {
            if (payload.Length < length)
            {
                tally.SnappedPackets++;
            }
            else
            {
                tally.MalformedPackets++;
            }

            return;
        }

        var segment = new TcpSegment(ends, payload, header, length, ticks, number);
        tally.TcpPackets++;
        if (segment.Missing > 0)
        {
            tally.SnappedPackets++;
        }

        sink.OnSegment(in segment);
    }
}
