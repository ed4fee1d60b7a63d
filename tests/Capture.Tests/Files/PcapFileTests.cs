using System.Buffers.Binary;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Files;

public sealed class PcapFileTests
{
    private static readonly Packet[] s_packets = [.. Packet.Of(TcpScript.Whole(WeighIn.Turns), new Datagrams(), datagram => Frames.Ethernet(datagram))];

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    public void EveryVariant_SameExchangesAndTimes(bool bigEndian, bool nanoseconds, bool kuznetsov)
    {
        Recorded recorded = Recorded.Of(new PcapWriter { BigEndian = bigEndian, Nanoseconds = nanoseconds, Kuznetsov = kuznetsov }.Write(s_packets));

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.Format.Should().Be("pcap");
        recorded.Summary.Packets.Should().Be(s_packets.Length);
        recorded.Exchanges[0].Exchange.StartedAt.Should().Be(WeighIn.Begin.AddMilliseconds(3));
        recorded.Exchanges[0].Exchange.CompletedAt.Should().Be(WeighIn.Begin.AddMilliseconds(24));
    }

    [Fact]
    public void Connection_NamesBothEndsAndTheBeginning()
    {
        CapturedConnection connection = Recorded.Of(new PcapWriter().Write(s_packets)).Exchanges[0].Connection;

        connection.Should().Be(new CapturedConnection("192.168.7.31:49877", "198.51.100.20:80", WeighIn.Begin, 1));
    }

    [Fact]
    public void PacketLargerThanTheBuffer_IsHeld()
    {
        var large = new Packet(new byte[600 * 1024], s_packets[3].Microseconds);
        byte[] file = new PcapWriter { SnapLength = 1 << 20 }.Write([.. s_packets[..3], large, .. s_packets[3..]]);

        Recorded recorded = Recorded.Of(file, new CaptureOptions { MaxPacketBytes = 1 << 20 });

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.OversizedPackets.Should().Be(0);
        recorded.Summary.OtherPackets.Should().Be(1);
    }

    [Fact]
    public void PacketLargerThanTheLimit_IsPassedOver()
    {
        var large = new Packet(new byte[600 * 1024], s_packets[3].Microseconds);
        byte[] file = new PcapWriter { SnapLength = 1 << 20 }.Write([.. s_packets[..3], large, .. s_packets[3..]]);

        Recorded recorded = Recorded.Of(file);

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.OversizedPackets.Should().Be(1);
    }

    [Fact]
    public void PacketLargerThanTheFilesOwnSnapLength_IsALie()
    {
        byte[] file = new PcapWriter().Write(s_packets);
        int tenth = OffsetOf(10);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(tenth + 8), 0xFFFFFFFF);

        Recorded recorded = Recorded.Of(file);

        recorded.Summary.Error.Should().Be($"test.pcap: at offset {tenth} packet 11 says it has 4294967295 bytes, more than the snap length of 262144 allows: the length is wrong; what was before it was kept");
        recorded.Wire[0].Should().Be(Recorded.WeighInWire[0]);
    }

    [Fact]
    public void CutInAPacket_SaysWhereAndKeepsWhatWasBefore()
    {
        byte[] file = new PcapWriter().Write(s_packets);
        int last = OffsetOf(s_packets.Length - 1);

        Recorded recorded = Recorded.Of(file[..(last + 16 + 10)]);

        recorded.Summary.Error.Should().Be($"test.pcap: at offset {last} the capture is cut short: packet {s_packets.Length} says 60 bytes, 10 are there; what was before it was kept");
        recorded.Wire.Should().Equal(Recorded.WeighInWire);
    }

    private static int OffsetOf(int index) => 24 + s_packets[..index].Sum(packet => 16 + packet.Frame.Length);
}
