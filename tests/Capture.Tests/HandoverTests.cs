using System.Text;
using ScaleProxy.Capture.Tests.History;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests;

/// <summary>
/// The observer on a thread of its own. That it is told the same as on the reader's is held against every file of these tests, by
/// <see cref="Recorded.Of(Stream, CaptureOptions?, string)"/>.
/// </summary>
public sealed class HandoverTests
{
    private static readonly CaptureOptions s_beside = new() { Beside = true };

    [Fact]
    public void Observer_IsOnAnotherThread_AndDoneWhenTheReadingIs()
    {
        var threads = new HashSet<int>();
        var seen = new Recorded { Telling = () => threads.Add(Environment.CurrentManagedThreadId) };

        CaptureReader.Read(new MemoryStream(Recorded.Pcap(TcpScript.Whole(WeighIn.Turns))), "x", s_beside, seen);

        threads.Should().NotBeEmpty().And.NotContain(Environment.CurrentManagedThreadId);
        seen.Exchanges.Should().HaveCount(Recorded.WeighInWire.Count);
    }

    [Fact]
    public void ObserverFails_TheReadingEndsWithThat_HoweverMuchIsToCome()
    {
        var seen = new Recorded { Telling = () => throw new InvalidDataException("no more") };

        Action read = () => CaptureReader.Read(new Repeated(ExportTests.English + "\n", "2026-01-31 07:30:15,77.1,16.4,3.4,57.2,41,\n", int.MaxValue), "weight.csv", s_beside, seen);

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
        var seen = new Recorded { Telling = () => read.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue() };

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
        var told = new ManualResetEventSlim();
        var seen = new Recorded { Telling = told.Set };
        using var stream = new TwoParts(() => told.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue());

        CaptureReader.Read(stream, "-", s_beside, seen);

        seen.Exchanges.Should().HaveCount(Recorded.WeighInWire.Count);
    }

    [Fact]
    public void BodyLargerThanABatch_IsWhole()
    {
        string body = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i:D5};"));
        var har = new StringBuilder("""{"log":{"entries":[{"startedDateTime":"2026-01-05T07:00:00Z","time":5,"request":{"method":"POST","url":"http://scalews.withings.net/cgi-bin/maint","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Length","value":"LENGTH"}],"postData":{"text":"BODY"}},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Length","value":"12"}],"content":{"text":"{\"status\":0}"}}}]}}""")
            .Replace("LENGTH", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)).Replace("BODY", body);

        Recorded recorded = Recorded.Of(Encoding.UTF8.GetBytes(har.ToString()), name: "x.har");

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
}
