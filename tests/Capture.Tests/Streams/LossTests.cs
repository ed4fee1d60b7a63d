using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Streams;

public sealed class LossTests
{
    private static readonly IReadOnlyList<Segment> s_whole = TcpScript.Whole(WeighIn.Turns, maximumSegment: 100);

    [Fact]
    public void LostInARequest_ExchangesAroundItAreKept()
    {
        List<Segment> segments = [.. s_whole];
        int lost = segments.FindIndex(segment => segment.FromClient && segment.Payload.Length == 100 && segment.Sequence > s_whole[3].Sequence + 400);
        Segment hole = segments[lost];
        segments.RemoveAt(lost);

        Recorded recorded = Recorded.Of(segments);

        recorded.Summary.LostBytes.Should().Be(100);
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should()
            .StartWith("connection 1 (192.168.7.31:49877 to 198.51.100.20:80): 100 bytes of the client are missing after byte " + (hole.Sequence - s_whole[0].Sequence - 1))
            .And.Contain("before packet ");
        recorded.Wire.Should().StartWith(Recorded.WeighInWire.Take(1)).And.EndWith(Recorded.WeighInWire.Skip(3));
    }

    [Fact]
    public void EachPacketLostInTurn_EveryOtherExchangeIsKept()
    {
        int[] owner = ReassemblyTests.OwnerOfEach(s_whole);
        for (int lost = 3; lost < s_whole.Count; lost++)
        {
            Recorded recorded = Recorded.Of(s_whole.Where((_, at) => at != lost));

            IEnumerable<string> untouched = Recorded.WeighInWire.Where((_, exchange) => s_whole[lost].Payload.Length == 0 || exchange != owner[lost]);
            recorded.Wire.Should().Contain(untouched, "packet {0} is missing", lost + 1);
            recorded.Summary.LostBytes.Should().BeLessThanOrEqualTo(s_whole[lost].Payload.Length);
        }
    }

    [Fact]
    public void SnapLength_IsAHoleOfWhatIsMissing()
    {
        IReadOnlyList<Segment> segments = TcpScript.Whole(WeighIn.Turns);
        // Only the maintenance upload has packets longer than this.
        byte[] file = new PcapWriter { SnapLength = 1000 }.Write(Packet.Of(segments, new Datagrams(), datagram => Frames.Ethernet(datagram)));

        Recorded recorded = Recorded.Of(file);

        recorded.Summary.SnappedPackets.Should().Be(1);
        recorded.Summary.LostBytes.Should().Be(1460 + 54 - 1000);
        recorded.Summary.Warnings.Should().ContainSingle().Which.Should().Contain("snap length");
        recorded.Wire.Where(Recorded.WeighInWire.Contains).Should().Equal(Recorded.WeighInWire.Where((_, exchange) => exchange != 2));
    }

    [Fact]
    public void OutOfOrderBeyondTheLimit_CountsAsLost()
    {
        var script = new TcpScript();
        script.Open();
        script.Say(WeighIn.Turns, 20);
        List<Segment> segments = [.. script.Segments];
        Segment late = segments[5];
        segments.RemoveAt(5);
        segments.Insert(40, late);

        Recorded.Of(segments, new CaptureOptions { MaxOutOfOrderPackets = 10 }).Summary.LostBytes.Should().Be(20);
        Recorded.Of(segments, new CaptureOptions { MaxOutOfOrderPackets = 100 }).Summary.LostBytes.Should().Be(0);
    }

    [Fact]
    public void OnlyTheClientCaptured_RequestsAreKept()
    {
        Recorded recorded = Recorded.Of(s_whole.Where(segment => segment.FromClient));

        recorded.Wire.Select(wire => wire.Split('|')[0]).Should().Equal(Recorded.WeighInWire.Select(wire => wire.Split('|')[0]));
        recorded.Exchanges.Should().OnlyContain(entry => entry.Exchange.Response == null);
    }

    [Fact]
    public void SilentConnection_FlushedByTheCapturesClock()
    {
        List<Segment> segments = [.. s_whole.SkipLast(3)];
        segments.RemoveAt(segments.Count - 2);
        long later = segments[^1].Microseconds + 7_200_000_000;
        IEnumerable<Packet> packets = Packet.Of(segments, new Datagrams(), datagram => Frames.Ethernet(datagram))
            .Concat(Packet.Of(Enumerable.Range(0, 5000).Select(i => new Segment(true, (uint)i, 0, Segment.Ack, [], later)), Datagrams.Ipv6, datagram => Frames.Ethernet(datagram)));
        byte[] file = new PcapWriter().Write(packets);
        var seen = new Recorded();
        int before = 0;
        using var watched = new EndWatch(file, () => before = seen.Closed.Count);

        CaptureReader.Read(watched, "-", CaptureOptions.Default, seen);

        before.Should().Be(1);
    }

    private sealed class EndWatch(byte[] bytes, Action beforeEnd) : Forward
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, bytes.Length - _at);
            if (count == 0)
            {
                beforeEnd();
            }

            bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
