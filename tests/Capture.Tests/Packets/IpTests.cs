using System.Net;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Packets;

public sealed class IpTests
{
    private static readonly IReadOnlyList<Segment> s_segments = TcpScript.Whole(WeighIn.Turns);

    [Fact]
    public void Ipv4Options_PassedOver() =>
        Recorded.Of(Recorded.Pcap(s_segments, new Datagrams { Options = [7, 7, 4, 0, 0, 0, 0, 1] })).ShouldBeTheWeighIn();

    [Fact]
    public void Ipv4LengthZero_TakenAsCaptured()
    {
        // Raw, because padding cannot be told from payload where the length is missing.
        byte[] file = new PcapWriter { LinkType = 101 }.Write(Packet.Of(s_segments, new Datagrams { ZeroLength = true }, Frames.Raw));

        Recorded.Of(file).ShouldBeTheWeighIn();
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 60, 43 })]
    [InlineData(new byte[] { 0, 60, 43, 51, 60 })]
    public void Ipv6ExtensionHeaders_PassedOver(byte[] extensions) =>
        Recorded.Of(Recorded.Pcap(s_segments, Datagrams.Ipv6 with { Extensions = extensions })).ShouldBeTheWeighIn();

    [Theory]
    [InlineData(8)]
    [InlineData(256)]
    [InlineData(1024)]
    public void Fragments_PutTogetherInAnyOrder(int size)
    {
        foreach (Datagrams datagrams in new[] { new Datagrams { FragmentSize = size }, Datagrams.Ipv6 with { FragmentSize = size, Extensions = [60] } })
        {
            Packet[] inOrder = [.. Packet.Of(s_segments, datagrams, datagram => Frames.Ethernet(datagram))];
            IEnumerable<Packet> backwards = s_segments.SelectMany(segment => Packet.Of([segment], datagrams, datagram => Frames.Ethernet(datagram)).Reverse());
            IEnumerable<Packet> twice = inOrder.SelectMany(packet => new[] { packet, packet });

            Recorded.Of(new PcapWriter().Write(inOrder)).ShouldBeTheWeighIn();
            Recorded.Of(new PcapWriter().Write(backwards)).ShouldBeTheWeighIn();
            Recorded.Of(new PcapWriter().Write(twice)).Wire.Should().Equal(Recorded.WeighInWire);
        }
    }

    [Fact]
    public void FragmentsThatOverlap_FirstCopyStays()
    {
        Segment request = s_segments[3];
        byte[][] fragments = [.. new Datagrams { FragmentSize = 72 }.Of(request)];
        // A copy of the second fragment with other content, and 8 bytes more: only those are new.
        byte[] overlapping = [.. fragments[1], 1, 2, 3, 4, 5, 6, 7, 8];
        overlapping.AsSpan(20).Fill((byte)'#');
        overlapping[3] += 8;
        IEnumerable<Packet> packets =
        [
            .. Packet.Of(s_segments.Take(3), new Datagrams(), Frames.Raw),
            .. ((byte[][])[fragments[0], fragments[1], overlapping, .. fragments[2..]]).Select(fragment => new Packet(fragment, request.Microseconds)),
            .. Packet.Of(s_segments.Skip(4), new Datagrams(), Frames.Raw),
        ];

        string wire = Recorded.Of(new PcapWriter { LinkType = 101 }.Write(packets)).Wire[0];

        // 20 bytes of TCP header stand in front of the request in the first fragment.
        const int From = 72 + 72 - 20;
        wire.Should().Be(string.Concat(Recorded.WeighInWire[0].AsSpan(0, From), "########", Recorded.WeighInWire[0].AsSpan(From + 8)));
    }

    [Fact]
    public void FragmentsWithoutEnd_BoundedAndCounted()
    {
        var options = new CaptureOptions { MaxFragmentedDatagrams = 4 };
        IEnumerable<Packet> firstFragments = s_segments.Where(segment => segment.Payload.Length > 100)
            .Select(segment => new Packet(new Datagrams { FragmentSize = 64 }.Of(segment)[0], segment.Microseconds));

        Recorded recorded = Recorded.Of(new PcapWriter { LinkType = 101 }.Write(firstFragments), options);

        recorded.Summary.IncompleteDatagrams.Should().Be(recorded.Summary.Fragments).And.BeGreaterThan(4);
        recorded.Summary.TcpPackets.Should().Be(0);
    }

    [Fact]
    public void FragmentsThatComeTooLate_AreNotPutTogether()
    {
        Packet[] fragments = [.. Packet.Of([s_segments[3]], new Datagrams { FragmentSize = 64 }, Frames.Raw)];
        Packet[] other = [.. Packet.Of([s_segments[4] with { Payload = new byte[100], Microseconds = fragments[0].Microseconds + 61_000_000 }], new Datagrams { FragmentSize = 64 }, Frames.Raw)];
        IEnumerable<Packet> packets = [.. fragments[..1], .. other, .. fragments[1..]];

        Recorded recorded = Recorded.Of(new PcapWriter { LinkType = 101 }.Write(packets));

        recorded.Summary.TcpPackets.Should().Be(1);
        recorded.Summary.IncompleteDatagrams.Should().Be(2);
    }

    [Fact]
    public void ManyConnectionsOfOneScale_KeptApart()
    {
        IEnumerable<Packet> packets = Enumerable.Range(0, 50)
            .SelectMany(i => Packet.Of(TcpScript.Whole(WeighIn.Turns), new Datagrams { Client = new IPEndPoint(IPAddress.Parse("192.168.7.31"), 50000 + i) }, datagram => Frames.Ethernet(datagram)).Select((packet, at) => (packet, at)))
            .OrderBy(entry => entry.at).Select(entry => entry.packet);

        Recorded recorded = Recorded.Of(new PcapWriter().Write(packets));

        recorded.Summary.ScaleConnections.Should().Be(50);
        recorded.Exchanges.GroupBy(entry => entry.Connection.Number).Should().HaveCount(50).And.OnlyContain(group => group.Count() == Recorded.WeighInWire.Count);
    }
}
