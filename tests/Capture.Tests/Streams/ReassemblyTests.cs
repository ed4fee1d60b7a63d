using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Streams;

public sealed class ReassemblyTests
{
    private static readonly IReadOnlyList<Segment> s_whole = TcpScript.Whole(WeighIn.Turns, maximumSegment: 100);

    [Fact]
    public void Plain_NothingCounted()
    {
        Recorded recorded = Recorded.Of(s_whole);

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.OutOfOrderSegments.Should().Be(0);
        recorded.Summary.RetransmittedSegments.Should().Be(0);
        recorded.Summary.Connections.Should().Be(1);
    }

    [Fact]
    public void EverySegmentTwice_CountedAsRetransmitted()
    {
        Recorded recorded = Recorded.Of(s_whole.SelectMany(segment => new[] { segment, segment }));

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.RetransmittedSegments.Should().BeGreaterThan(20);
    }

    [Fact]
    public void TurnsBackwards_PutInOrder()
    {
        Recorded recorded = Recorded.Of(Reordered(s_whole, run => run.Reverse()));

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.OutOfOrderSegments.Should().BeGreaterThan(20);
    }

    [Fact]
    public void ReplyCapturedBeforeItsRequest_PutInOrder()
    {
        List<Segment> swapped = [.. s_whole];
        int reply = swapped.FindIndex(segment => !segment.FromClient && segment.Payload.Length > 0);
        Segment first = swapped[reply];
        swapped.RemoveAt(reply);
        swapped.Insert(3, first);

        Recorded.Of(swapped).ShouldBeTheWeighIn();
    }

    [Fact]
    public void Overlapping_FirstCopyWins()
    {
        List<Segment> segments = [.. s_whole];
        int body = segments.FindIndex(segment => segment.FromClient && segment.Payload.Length == 100) + 1;
        byte[] other = new byte[150];
        Array.Fill(other, (byte)'#');
        Segment later = segments[body];
        // Begins 50 bytes before what is next and ends with it; its own bytes differ, but all are known by then.
        segments.Insert(body + 1, later with { Sequence = later.Sequence - 50, Payload = other[..(50 + later.Payload.Length)] });
        // Half of this one is new, and the right bytes; the other half differs and is known.
        Segment next = segments[body + 3];
        segments.Insert(body + 3, next with { Sequence = next.Sequence - 20, Payload = [.. other[..20], .. next.Payload[..(next.Payload.Length / 2)]] });

        Recorded recorded = Recorded.Of(segments);

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.OverlappingSegments.Should().BeGreaterThan(0);
    }

    [Fact]
    public void OverlappingWhileWaiting_FirstCopyWins()
    {
        Segment[] opening = [.. s_whole.Take(3)];
        byte[] request = WeighIn.Turns[0].Bytes;
        uint start = s_whole[3].Sequence;
        Segment Part(int from, int to, byte? fill = null) =>
            s_whole[3] with { Sequence = start + (uint)from, Payload = fill is { } value ? [.. Enumerable.Repeat(value, to - from)] : request[from..to] };

        Recorded recorded = Recorded.Of([.. opening, Part(50, 100), Part(30, 183, (byte)'#') with { Payload = [.. Enumerable.Repeat((byte)'#', 20), .. Enumerable.Repeat((byte)'!', 50), .. request[100..183]] }, Part(0, 40)]);

        string text = recorded.Wire[0].Split('|')[0];
        text[50..].Should().Be(Recorded.WeighInWire[0].Split('|')[0][50..]);
        text[..30].Should().Be(Recorded.WeighInWire[0][..30]);
        text[30..50].Should().Be(new string('#', 20));
    }

    [Theory]
    [InlineData(0xFFFFFFFF, 0xFFFFFFFF)]
    [InlineData(0xFFFFFFF0, 0xFFFFFF80)]
    [InlineData(0xFFFFFA00, 0xFFFFFD00)]
    [InlineData(0x7FFFFFF0, 0x80000000)]
    public void SequenceNumbersThatWrap_SameExchanges(uint client, uint server)
    {
        IReadOnlyList<Segment> wrapping = TcpScript.Whole(WeighIn.Turns, 100, client, server);

        Recorded.Of(wrapping).ShouldBeTheWeighIn();
        Recorded.Of(Reordered(wrapping, run => run.Reverse())).ShouldBeTheWeighIn();
    }

    [Fact]
    public void OneByteASegment_SameExchanges() => Recorded.Of(TcpScript.Whole(WeighIn.Turns, maximumSegment: 1)).ShouldBeTheWeighIn();

    [Fact]
    public void KeepAliveProbes_ChangeNothing()
    {
        var script = new TcpScript();
        script.Open();
        foreach (Turn turn in WeighIn.Turns)
        {
            script.Say([turn], 100);
            script.Probe(fromClient: true);
            script.Probe(fromClient: false);
        }

        script.Close();

        Recorded.Of(script.Segments).ShouldBeTheWeighIn();
    }

    [Fact]
    public void KeepAliveProbeBeforeItsByte_ChangesNothing()
    {
        var script = new TcpScript();
        script.Open();
        script.Say(WeighIn.Turns.Take(1), 100);
        script.Probe(fromClient: true);
        script.Say(WeighIn.Turns.Skip(1), 100);
        List<Segment> segments = [.. script.Segments];
        Segment probe = segments.Single(segment => segment.Payload is [0]);
        segments.Remove(probe);
        segments.Insert(4, probe);

        Recorded.Of(segments).Wire.Should().Equal(Recorded.WeighInWire);
    }

    [Fact]
    public void BegunBeforeTheCapture_FromTheFirstRequestOn()
    {
        int second = WholeFrom(1, out IReadOnlyList<Segment> segments);

        foreach (int cut in Enumerable.Range(3, second - 3))
        {
            Recorded recorded = Recorded.Of(segments.Skip(cut).ToList());

            recorded.Wire.Should().EndWith(Recorded.WeighInWire.Skip(1), "from packet {0} on", cut);
            recorded.Summary.Error.Should().BeNull();
        }
    }

    [Fact]
    public void BegunBeforeTheCaptureInTinySegments_FromTheFirstRequestOn()
    {
        IReadOnlyList<Segment> segments = TcpScript.Whole(WeighIn.Turns, maximumSegment: 7);

        Recorded.Of(segments.Skip(20).ToList()).Wire.Should().Equal(Recorded.WeighInWire.Skip(1));
    }

    [Fact]
    public void EndsInTheMiddle_ExchangesBeforeAreKept()
    {
        for (int length = 4; length < s_whole.Count; length++)
        {
            Recorded recorded = Recorded.Of(s_whole.Take(length));

            recorded.Summary.Error.Should().BeNull();
            recorded.Closed.Should().HaveCount(1);
            int complete = recorded.Exchanges.Count(entry => entry.Exchange is { Request.Truncated: false, Response: { Truncated: false } });
            recorded.Wire.Take(complete).Should().Equal(Recorded.WeighInWire.Take(complete));
        }
    }

    [Fact]
    public void SynMissing_SameExchanges() => Recorded.Of(s_whole.Skip(1)).ShouldBeTheWeighIn();

    [Fact]
    public void SynAckMissing_SameExchanges() => Recorded.Of(s_whole.Where((_, at) => at != 1)).ShouldBeTheWeighIn();

    [Fact]
    public void HandshakeMissing_SameExchanges() => Recorded.Of(s_whole.Skip(3)).ShouldBeTheWeighIn();

    [Fact]
    public void HandshakeCapturedAfterTheFirstData_SameExchanges() =>
        Recorded.Of([s_whole[4], s_whole[3], s_whole[1], s_whole[0], s_whole[2], .. s_whole.Skip(5)]).ShouldBeTheWeighIn();

    [Fact]
    public void SamePortsAgain_NewConnection()
    {
        IReadOnlyList<Segment> again = TcpScript.Whole(WeighIn.Turns, 100, 0x77777777, 0x99999999);

        Recorded recorded = Recorded.Of([.. s_whole, .. again, .. TcpScript.Whole(WeighIn.Turns, 100, 0x100, 0x200)]);

        recorded.ShouldBeTheWeighIn(times: 3);
        recorded.Summary.Connections.Should().Be(3);
        recorded.Closed.Select(connection => connection.Number).Should().Equal(1, 2, 3);
    }

    [Fact]
    public void SamePortsAgainWithoutAnEnd_NewConnection()
    {
        IReadOnlyList<Segment> again = TcpScript.Whole(WeighIn.Turns, 100, 0x77777777, 0x99999999);

        Recorded.Of([.. s_whole.SkipLast(3), .. again]).ShouldBeTheWeighIn(times: 2);
    }

    [Fact]
    public void SamePortsAfterAStranger_NewConnection()
    {
        IReadOnlyList<Segment> stranger = TcpScript.Whole([new Turn(true, [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3])], 100, 5, 6);

        Recorded recorded = Recorded.Of([.. stranger, .. s_whole]);

        recorded.ShouldBeTheWeighIn();
        recorded.Summary.Connections.Should().Be(2);
    }

    [Fact]
    public void Reset_ClosesTheConnection()
    {
        var script = new TcpScript();
        script.Open();
        script.Say(WeighIn.Turns);
        script.Reset(fromClient: false);

        Recorded.Of(script.Segments).ShouldBeTheWeighIn();
    }

    /// <summary>Changes the order of the payload segments that follow one another in one direction.</summary>
    internal static IEnumerable<Segment> Reordered(IEnumerable<Segment> segments, Func<IEnumerable<Segment>, IEnumerable<Segment>> order)
    {
        var run = new List<Segment>();
        foreach (Segment segment in segments)
        {
            if (run.Count > 0 && (segment.Payload.Length == 0 || segment.FromClient != run[0].FromClient))
            {
                foreach (Segment next in order(run))
                {
                    yield return next;
                }

                run.Clear();
            }

            if (segment.Payload.Length > 0)
            {
                run.Add(segment);
            }
            else
            {
                yield return segment;
            }
        }
    }

    private static int WholeFrom(int exchange, out IReadOnlyList<Segment> segments)
    {
        segments = s_whole;
        int[] owner = OwnerOfEach(s_whole);
        return Enumerable.Range(0, s_whole.Count).First(at => owner[at] == exchange && s_whole[at].FromClient && s_whole[at].Payload.Length > 0);
    }

    // Which exchange each packet's payload belongs to: a client's payload after a server's final reply begins the next one.
    internal static int[] OwnerOfEach(IReadOnlyList<Segment> segments)
    {
        int[] owner = new int[segments.Count];
        int exchange = -1;
        bool replied = true;
        for (int i = 0; i < segments.Count; i++)
        {
            if (segments[i].Payload.Length > 0)
            {
                bool isInterim = !segments[i].FromClient && segments[i].Payload.AsSpan().StartsWith("HTTP/1.1 100"u8);
                if (segments[i].FromClient && replied)
                {
                    exchange++;
                    replied = false;
                }

                replied |= !segments[i].FromClient && !isInterim;
            }

            owner[i] = exchange;
        }

        return owner;
    }
}
