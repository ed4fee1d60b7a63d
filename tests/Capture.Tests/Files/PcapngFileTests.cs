using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Files;

public sealed class PcapngFileTests
{
    private static readonly Packet[] s_packets = [.. Packet.Of(TcpScript.Whole(WeighIn.Turns), new Datagrams(), datagram => Frames.Ethernet(datagram))];

    public static TheoryData<bool, byte?, long?> Resolutions => new()
    {
        { false, null, null },
        { true, null, null },
        { false, 6, 1_000_000 },
        { true, 9, 1_402_000_000 },
        { false, 9, null },
        { false, 7, null },
        { false, 8, null },
        { false, 12, 1_402_215_000 },
        { true, 0x80 + 20, null },
        { false, 0x80 + 32, null },
        { false, 0x80 + 50, 1_402_215_000 },
    };

    [Theory]
    [MemberData(nameof(Resolutions))]
    public void EveryResolution_SameExchangesAndTimes(bool bigEndian, byte? resolution, long? offset)
    {
        PcapngWriter file = new PcapngWriter().Section(bigEndian).Interface(resolution: resolution, offsetSeconds: offset);
        Write(s_packets, packet => file.Enhanced(packet));

        Recorded recorded = Recorded.Of(file.File);

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.Format.Should().Be("pcapng");
        recorded.Exchanges[0].Exchange.CompletedAt.Should().BeCloseTo(WeighIn.Begin.AddMilliseconds(24), TimeSpan.FromMicroseconds(2));
    }

    [Fact]
    public void SimplePacketBlocks_Read()
    {
        PcapngWriter file = new PcapngWriter().Section().Interface();
        Write(s_packets, packet => file.Simple(packet));

        Recorded.Of(file.File).ShouldBeTheWeighIn();
    }

    [Fact]
    public void ObsoletePacketBlocks_Read()
    {
        PcapngWriter file = new PcapngWriter().Section(bigEndian: true).Interface();
        Write(s_packets, packet => file.Obsolete(packet));

        Recorded recorded = Recorded.Of(file.File);

        recorded.ShouldBeTheWeighIn();
        recorded.Exchanges[0].Exchange.CompletedAt.Should().Be(WeighIn.Begin.AddMilliseconds(24));
    }

    [Fact]
    public void UnknownBlocks_PassedOver()
    {
        PcapngWriter file = new PcapngWriter().Section().Interface().Block(0x0BAD, new byte[700_000]);
        Write(s_packets, packet => file.Enhanced(packet).Block(4, new byte[8]).Block(5, new byte[12]));

        Recorded.Of(file.File).ShouldBeTheWeighIn();
    }

    [Fact]
    public void SectionsOfEitherByteOrder_GoOnWithOneAnother()
    {
        PcapngWriter file = new PcapngWriter().Section().Interface(resolution: 9);
        Write(s_packets[..7], packet => file.Enhanced(packet));
        file.Section(bigEndian: true).Interface(linkType: 101).Interface(resolution: 6);
        Write(s_packets[7..], packet => file.Enhanced(packet, interfaceId: 1));

        Recorded.Of(file.File).ShouldBeTheWeighIn();
    }

    [Fact]
    public void InterfacesOfDifferentLinkTypes_ReadEachInItsWay()
    {
        PcapngWriter file = new PcapngWriter().Section().Interface().Interface(linkType: 276, resolution: 0x80 + 30).Interface(linkType: 101);
        int turn = 0;
        foreach (Segment segment in TcpScript.Whole(WeighIn.Turns))
        {
            Func<byte[], byte[]> frame = (turn % 3) switch { 0 => datagram => Frames.Ethernet(datagram), 1 => Frames.LinuxSll2, _ => Frames.Raw };
            Write(Packet.Of([segment], new Datagrams(), frame), packet => file.Enhanced(packet, turn % 3));
            turn++;
        }

        Recorded.Of(file.File).ShouldBeTheWeighIn();
    }

    [Fact]
    public void UnknownInterface_IsALie()
    {
        byte[] two = new PcapngWriter().Section().Interface().Interface().Enhanced(s_packets[0], interfaceId: 1).File;
        int interfaceLength = (new PcapngWriter().Section().Interface().File.Length) - new PcapngWriter().Section().File.Length;
        int section = new PcapngWriter().Section().File.Length;
        byte[] one = [.. two[..(section + interfaceLength)], .. two[(section + (2 * interfaceLength))..]];

        Recorded.Of(one, name: "x.pcapng").Summary.Error.Should()
            .Be($"x.pcapng: at offset {section + interfaceLength} packet 1 names interface 1, the section describes 1; what was before it was kept");
    }

    [Fact]
    public void LengthsThatDisagree_AreALie()
    {
        byte[] file = new PcapngWriter().Section().Interface().Enhanced(s_packets[0]).File;
        file[^4]++;

        Recorded.Of(file, name: "x.pcapng").Summary.Error.Should().Contain("x.pcapng: at offset ").And.Contain("at its beginning and");
    }

    [Fact]
    public void NoByteOrderMagic_IsALie()
    {
        byte[] file = new PcapngWriter().Section().File;
        file[8] = 0;

        Recorded.Of(file, name: "x.pcapng").Summary.Error.Should().StartWith("x.pcapng: at offset 0 a section begins without its byte-order magic");
    }

    private static void Write(IEnumerable<Packet> packets, Action<Packet> write)
    {
        foreach (Packet packet in packets)
        {
            write(packet);
        }
    }
}
