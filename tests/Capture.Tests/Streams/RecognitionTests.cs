using System.Net;
using System.Text;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Streams;

public sealed class RecognitionTests
{
    [Theory]
    [InlineData("POST /cgi-bin/once HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n", true)]
    [InlineData("POST http://x/cgi-bin/once HTTP/1.1\r\n\r\n", true)]
    [InlineData("GET /v2/weather HTTP/1.1\r\nHost: scalews.withings.net\r\n\r\n", true)]
    [InlineData("GET /v2/weather HTTP/1.1\r\nAccept: */*\r\nhost:WBSAPI.Withings.COM:8080\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nHost: health.nokia.com.\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nHost: api.health.nokia.com\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nHost: www.nokia.com\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: notwithings.net\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: withings.net.example.org\r\n\r\n", false)]
    [InlineData("GET /?from=/cgi-bin/ HTTP/1.1\r\nHost: example.org\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", false)]
    [InlineData("POST /cgi-bin/once\r\n\r\n", false)]
    public void FirstRequest_TellsWhoseItIs(string request, bool isScales)
    {
        Recorded recorded = Recorded.Of(Talk(request));

        recorded.Summary.ScaleConnections.Should().Be(isScales ? 1 : 0);
        recorded.Exchanges.Should().HaveCount(isScales ? 1 : 0);
        recorded.Summary.Connections.Should().Be(1);
        foreach (int size in new[] { 1, 5, 40 })
        {
            Recorded.Of(Talk(request, size)).Summary.ScaleConnections.Should().Be(isScales ? 1 : 0);
        }
    }

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("scale.example.org", true)]
    [InlineData("badexample.org", false)]
    public void Host_WidensWhatIsTaken(string host, bool isTaken) =>
        Recorded.Of(Talk($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"), new CaptureOptions { Hosts = ["Example.org"] }).Exchanges.Should().HaveCount(isTaken ? 1 : 0);

    [Fact]
    public void All_TakesEveryHttpConversation()
    {
        var all = new CaptureOptions { All = true };

        Recorded.Of(Talk("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"), all).Exchanges.Should().HaveCount(1);
        Recorded.Of(Talk("\u0016\u0003\u0001\u0002 POST / HTTP/1.1\r\n"), all).Exchanges.Should().BeEmpty();
    }

    [Fact]
    public void ConnectionsOfOthers_AllocateNothingPerPacket()
    {
        long few = Allocated(Bulk(100));
        long many = Allocated(Bulk(20_100));

        (many - few).Should().BeLessThan(20_000);

        static byte[] Bulk(int packets)
        {
            var script = new TcpScript();
            script.Open();
            script.Say(new Turn(true, [0x16, 3, 1, 2, 0, .. new byte[200]]), _ => 1460);
            script.Say(new Turn(false, new byte[packets * 50]), _ => 50);
            return Recorded.Pcap(script.Segments);
        }

        static long Allocated(byte[] file)
        {
            Recorded.Of(file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Recorded.Of(file);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void StrangersBegunBeforeTheCapture_TakeNoRoomFromAScale()
    {
        // Four hundred connections nobody can judge, more bytes together than may wait; then a scale's, begun before the capture too.
        IReadOnlyList<Segment> stranger = TcpScript.Whole([new Turn(false, [.. Enumerable.Repeat((byte)'x', 6000)])]);
        IEnumerable<Packet> strangers = Enumerable.Range(1024, 400)
            .SelectMany(port => Packet.Of(stranger.Skip(3).SkipLast(3), new Datagrams { Client = new IPEndPoint(IPAddress.Parse("10.1.1.1"), port) }, datagram => Frames.Ethernet(datagram)));
        IEnumerable<Packet> scale = Packet.Of(TcpScript.Whole(WeighIn.Turns, 100).Skip(3), new Datagrams(), datagram => Frames.Ethernet(datagram));

        Recorded recorded = Recorded.Of(new PcapWriter().Write(strangers.Concat(scale)), new CaptureOptions { MaxReassemblyBytes = 64 * 1024, MaxOutOfOrderBytes = 64 * 1024 });

        recorded.ShouldBeTheWeighIn();
    }

    [Fact]
    public void TinySegmentsBeyondAHole_WaitOnlySoLong()
    {
        var script = new TcpScript();
        script.Open();
        script.Say(WeighIn.Turns.Take(2), 100);
        script.Say(new Turn(true, new byte[6000]), _ => 1);
        List<Segment> segments = [.. script.Segments];
        // The first byte of the many is missing: what follows waits, but only so long.
        int first = segments.FindIndex(segment => segment.Payload is [0]);
        segments.RemoveAt(first);

        Recorded recorded = Recorded.Of(segments, new CaptureOptions { MaxOutOfOrderPackets = 1000, MaxOutOfOrderBytes = 1024 * 1024 });

        recorded.Summary.LostBytes.Should().Be(1);
        recorded.Summary.OutOfOrderSegments.Should().BeLessThan(1100);
    }

    [Fact]
    public void MoreConnectionsThanRemembered_TheLeastRecentlyActiveAreLetGo()
    {
        var options = new CaptureOptions { MaxConnections = 64 };
        IReadOnlyList<Segment> weighIn = TcpScript.Whole(WeighIn.Turns, 100);
        var packets = new List<Packet>();
        int port = 1024;
        foreach (Packet packet in Packet.Of(weighIn, new Datagrams(), datagram => Frames.Ethernet(datagram)))
        {
            packets.Add(packet);
            // Twenty other connections open after each packet of the scale's: it stays, being active.
            for (int i = 0; i < 20; i++)
            {
                var other = new Datagrams { Client = new IPEndPoint(IPAddress.Parse("10.1.1.1"), port++) };
                packets.AddRange(Packet.Of([weighIn[0]], other, datagram => Frames.Ethernet(datagram)));
            }
        }

        Recorded recorded = Recorded.Of(new PcapWriter().Write(packets), options);

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.EvictedConnections.Should().BeGreaterThan(500);
    }

    [Fact]
    public void EvictedScale_HandsOverWhatThereIs()
    {
        var options = new CaptureOptions { MaxConnections = 16 };
        IReadOnlyList<Segment> weighIn = TcpScript.Whole(WeighIn.Turns, 100);
        IEnumerable<Packet> others = Enumerable.Range(1024, 200)
            .SelectMany(port => Packet.Of([weighIn[0]], new Datagrams { Client = new IPEndPoint(IPAddress.Parse("10.1.1.1"), port) }, datagram => Frames.Ethernet(datagram)));
        IEnumerable<Packet> scale = Packet.Of(weighIn.SkipLast(3), new Datagrams(), datagram => Frames.Ethernet(datagram));

        Recorded recorded = Recorded.Of(new PcapWriter().Write(scale.Concat(others)), options);

        recorded.ShouldBeTheWeighIn();
    }

    private static IReadOnlyList<Segment> Talk(string request, int maximumSegment = 1460) =>
        TcpScript.Whole([new Turn(true, Encoding.Latin1.GetBytes(request)), new Turn(false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray())], maximumSegment);
}
