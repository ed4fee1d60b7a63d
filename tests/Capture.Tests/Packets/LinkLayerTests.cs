using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Packets;

public sealed class LinkLayerTests
{
    public static TheoryData<string, int, Func<byte[], byte[]>> Layers => new()
    {
        { "Ethernet", 1, datagram => Frames.Ethernet(datagram) },
        { "one VLAN tag", 1, datagram => Frames.Ethernet(datagram, 0x8100) },
        { "provider and customer tag", 1, datagram => Frames.Ethernet(datagram, 0x88A8, 0x8100) },
        { "four tags", 1, datagram => Frames.Ethernet(datagram, 0x9100, 0x88A8, 0x8100, 0x8100) },
        { "802.3 with SNAP", 1, Frames.EthernetSnap },
        { "Linux cooked 1", 113, Frames.LinuxSll },
        { "Linux cooked 2", 276, Frames.LinuxSll2 },
        { "raw IP", 101, Frames.Raw },
        { "raw IP as 12", 12, Frames.Raw },
        { "raw IP as 14", 14, Frames.Raw },
        { "IPv4 only", 228, Frames.Raw },
        { "IPv6 only", 229, Frames.Raw },
        { "loopback, little-endian host", 0, datagram => Frames.Loopback(datagram, bigEndian: false) },
        { "loopback, big-endian host", 0, datagram => Frames.Loopback(datagram, bigEndian: true) },
        { "OpenBSD loopback", 108, datagram => Frames.Loopback(datagram, bigEndian: true) },
        { "802.11", 105, datagram => Frames.Wifi(datagram) },
        { "802.11 QoS", 105, datagram => Frames.Wifi(datagram, qos: true) },
        { "802.11 four addresses", 105, datagram => Frames.Wifi(datagram, fourAddresses: true) },
        { "802.11 four addresses, QoS, HT control", 105, datagram => Frames.Wifi(datagram, qos: true, fourAddresses: true, highThroughput: true) },
        { "802.11 aggregated", 105, datagram => Frames.Wifi(datagram, qos: true, aggregated: true) },
        { "radiotap", 127, Frames.Radiotap },
        { "radiotap with padded header", 127, Frames.RadiotapPadded },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void EveryLinkLayer_SameExchanges(string name, int linkType, Func<byte[], byte[]> frame)
    {
        name.Should().NotBeEmpty();
        foreach (Datagrams datagrams in new[] { new Datagrams(), Datagrams.Ipv6 })
        {
            IEnumerable<Packet> packets = Packet.Of(TcpScript.Whole(WeighIn.Turns), datagrams, frame);

            Recorded.Of(new PcapWriter { LinkType = linkType }.Write(packets)).ShouldBeTheWeighIn();
        }
    }

    [Fact]
    public void EncryptedFrames_CountedAndSaid()
    {
        Packet[] packets = [.. Packet.Of(TcpScript.Whole(WeighIn.Turns), new Datagrams(), datagram => Frames.Wifi(datagram, encrypted: true))];

        Recorded recorded = Recorded.Of(new PcapWriter { LinkType = 105 }.Write(packets));

        recorded.Exchanges.Should().BeEmpty();
        recorded.Summary.EncryptedFrames.Should().Be(packets.Length);
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().Contain("encrypted");
    }

    [Fact]
    public void UnknownLinkType_CountedAndSaidOnce()
    {
        Packet[] packets = [.. Packet.Of(TcpScript.Whole(WeighIn.Turns), new Datagrams(), Frames.Raw)];

        Recorded recorded = Recorded.Of(new PcapWriter { LinkType = 147 }.Write(packets));

        recorded.Summary.UnknownLinkPackets.Should().Be(packets.Length);
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().Contain("link type 147");
    }
}
