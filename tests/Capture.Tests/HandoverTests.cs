using System.Text;
using ScaleProxy.Capture.History;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests;

/// <summary>
/// The observer on a thread of its own. That it is told the same as on the reader's is held against every file of these tests, by
/// <see cref="Recorded.Of(Stream, CaptureOptions?, string)"/>.
/// </summary>
public sealed class HandoverTests
{
    private static readonly CaptureOptions s_beside = new() { Beside = true };
    private static readonly byte[] s_pcap = Recorded.Pcap(TcpScript.Whole(WeighIn.Turns));

    [Fact]
    public void Observer_IsOnAnotherThread_AndDoneWhenTheReadingIs()
    {
        var seen = new Watching();

        CaptureReader.Read(new MemoryStream(s_pcap), "x", s_beside, seen);

        seen.Threads.Should().NotBeEmpty().And.NotContain(Environment.CurrentManagedThreadId);
        seen.Exchanges.Should().Be(Recorded.WeighInWire.Count);
    }

    [Fact]
    public void ObserverFails_TheReadingEndsWithThat_HoweverMuchIsToCome()
    {
        var seen = new Watching { Fault = new InvalidDataException("no more") };

        Action read = () => CaptureReader.Read(new Endless(), "weight.csv", s_beside, seen);

        read.Should().Throw<InvalidDataException>().WithMessage("no more");
    }

    // Many batches, of which the reader makes out those that the observer has no time for.
    [Fact]
    public void ManyConversations_AndAnObserverThatIsHeldUp_IsToldTheSame()
    {
        using var file = new MemoryStream();
        LargeCapture.WriteConversations(file, 200);
        Recorded expected = Recorded.Of(file.ToArray());
        var read = new ManualResetEventSlim();
        var seen = new Recorded { BeforeFirst = () => read.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue() };

        file.Position = 0;
        CaptureSummary summary = CaptureReader.Read(file, "x", s_beside, seen, new Reached(400 * 1024, read));

        summary.Exchanges.Should().Be(expected.Exchanges.Count).And.BeGreaterThan(1000);
        seen.Wire.Should().Equal(expected.Wire);
        seen.Closed.Should().Equal(expected.Closed);
    }

    // What another program captures may be long in coming: what is there must not wait for it.
    [Fact]
    public void StandardInput_ExchangesComeBeforeItIsReadOn()
    {
        int secondRequest = 24 + Packet.Of(TcpScript.Whole(WeighIn.Turns).Take(7), new Datagrams(), datagram => Frames.Ethernet(datagram)).Sum(packet => 16 + packet.Frame.Length);
        var seen = new Watching();
        using var stream = new Paused(s_pcap, secondRequest, () => seen.First.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue());

        CaptureReader.Read(stream, "-", s_beside, seen);

        seen.Exchanges.Should().Be(Recorded.WeighInWire.Count);
    }

    [Fact]
    public void BodyLargerThanABatch_IsWhole()
    {
        string body = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i:D5};"));
        var har = new StringBuilder("""{"log":{"entries":[{"startedDateTime":"2026-01-05T07:00:00Z","time":5,"request":{"method":"POST","url":"http://scalews.withings.net/cgi-bin/maint","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Length","value":"LENGTH"}],"postData":{"text":"BODY"}},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Length","value":"12"}],"content":{"text":"{\"status\":0}"}}}]}}""")
            .Replace("LENGTH", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)).Replace("BODY", body);

        Recorded recorded = Recorded.Of(Encoding.UTF8.GetBytes(har.ToString()), s_beside, "x.har");

        Encoding.Latin1.GetString(recorded.Exchanges.Should().ContainSingle().Subject.Exchange.Request.Body.Span).Should().Be(body);
    }

    private sealed class Reached(long bytes, ManualResetEventSlim reached) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= bytes)
            {
                reached.Set();
            }
        }
    }

    private sealed class Watching : ICaptureObserver
    {
        public ManualResetEventSlim First { get; } = new();

        public HashSet<int> Threads { get; } = [];

        public int Exchanges { get; private set; }

        public Exception? Fault { get; init; }

        public void OnExchange(CapturedConnection connection, Exchange exchange)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            Exchanges++;
            First.Set();
        }

        public void OnClosed(CapturedConnection connection) => Threads.Add(Environment.CurrentManagedThreadId);

        public void OnHistory(HistoryRow row) => throw Fault!;
    }

    private sealed class Paused(byte[] bytes, int firstPart, Action beforeSecond) : Forward
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            if (_at == firstPart)
            {
                beforeSecond();
            }

            int count = Math.Min(buffer.Length, (_at < firstPart ? firstPart : bytes.Length) - _at);
            bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }

    // Lines of an export without an end.
    private sealed class Endless : Forward
    {
        private readonly byte[] _line = Encoding.UTF8.GetBytes("2026-01-31 07:30:15,77.1,16.4,3.4,57.2,41,\n");
        private byte[] _now = Encoding.UTF8.GetBytes("Date,\"Weight (kg)\",\"Fat mass (kg)\",\"Bone mass (kg)\",\"Muscle mass (kg)\",\"Hydration (kg)\",Comments\n");

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, _now.Length);
            _now.AsSpan(0, count).CopyTo(buffer);
            _now = _line;
            return count;
        }
    }
}
