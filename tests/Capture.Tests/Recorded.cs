using System.Text;
using ScaleProxy.Capture.History;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests;

/// <summary>What a capture gave: the summary, and every exchange with its connection.</summary>
internal sealed class Recorded : ICaptureObserver
{
    public List<(CapturedConnection Connection, Exchange Exchange)> Exchanges { get; } = [];

    public List<CapturedConnection> Closed { get; } = [];

    public List<HistoryRow> Rows { get; } = [];

    public CaptureSummary Summary { get; private set; } = null!;

    /// <summary>Called with whatever it is told, before it takes that.</summary>
    public Action? Telling { get; init; }

    /// <summary>Each exchange as its raw bytes: request, interim replies, reply.</summary>
    public IReadOnlyList<string> Wire => [.. Exchanges.Select(entry => WireOf(entry.Exchange))];

    /// <summary>The same for the sample conversation, from its own bytes.</summary>
    public static IReadOnlyList<string> WeighInWire { get; } = WireOf(WeighIn.Turns);

    public static Recorded Of(byte[] file, CaptureOptions? options = null, string name = "test.pcap") => Of(new MemoryStream(file), options, name);

    public static Recorded Of(Stream file, CaptureOptions? options = null, string name = "test.pcap")
    {
        Recorded recorded = Read(file, options ?? CaptureOptions.Default, name);
        if (file.CanSeek)
        {
            file.Position = 0;
            recorded.ShouldBeToldTheSame(Read(file, (options ?? CaptureOptions.Default) with { Beside = true }, name));
        }

        return recorded;
    }

    /// <summary>A pcap of segments on Ethernet.</summary>
    public static Recorded Of(IEnumerable<Segment> segments, CaptureOptions? options = null) => Of(Pcap(segments), options);

    public static byte[] Pcap(IEnumerable<Segment> segments, Datagrams? datagrams = null) =>
        new PcapWriter().Write(Packet.Of(segments, datagrams ?? new Datagrams(), datagram => Frames.Ethernet(datagram)));

    public static IReadOnlyList<string> WireOf(IReadOnlyList<Turn> turns)
    {
        var exchanges = new List<string>();
        string request = "";
        string interim = "";
        foreach (Turn turn in turns)
        {
            string text = Encoding.Latin1.GetString(turn.Bytes);
            if (turn.FromClient)
            {
                request += text;
            }
            else if (text.StartsWith("HTTP/1.1 1", StringComparison.Ordinal))
            {
                interim += text;
            }
            else
            {
                exchanges.Add(request + "|" + interim + "|" + text);
                request = interim = "";
            }
        }

        return exchanges;
    }

    public void OnExchange(CapturedConnection connection, Exchange exchange)
    {
        Telling?.Invoke();
        Exchanges.Add((connection, exchange));
    }

    public void OnClosed(CapturedConnection connection)
    {
        Telling?.Invoke();
        Closed.Add(connection);
    }

    public void OnHistory(HistoryRow row)
    {
        Telling?.Invoke();
        Rows.Add(row);
    }

    /// <summary>Everything is there as it was sent, and nothing was found wrong.</summary>
    public void ShouldBeTheWeighIn(int times = 1)
    {
        Summary.Error.Should().BeNull();
        Wire.Should().Equal(Enumerable.Repeat(WeighInWire, times).SelectMany(wire => wire));
        Summary.Exchanges.Should().Be(WeighInWire.Count * times);
        Summary.LostBytes.Should().Be(0);
        Summary.Warnings.Should().BeEmpty();
        Closed.Should().HaveCount(times);
    }

    private static Recorded Read(Stream file, CaptureOptions options, string name)
    {
        var recorded = new Recorded();
        recorded.Summary = CaptureReader.Read(file, name, options, recorded);
        return recorded;
    }

    // On whatever thread, the observer is told the same in the same order, and all of it before the reading is over.
    private void ShouldBeToldTheSame(Recorded beside)
    {
        beside.Wire.Should().Equal(Wire);
        beside.Exchanges.Select(TimesOf).Should().Equal(Exchanges.Select(TimesOf));
        beside.Closed.Should().Equal(Closed);
        beside.Rows.Should().HaveCount(Rows.Count);
        beside.Summary.Should().BeEquivalentTo(Summary);
    }

    private static (CapturedConnection Connection, DateTimeOffset From, DateTimeOffset To) TimesOf((CapturedConnection Connection, Exchange Exchange) entry) =>
        (entry.Connection, entry.Exchange.StartedAt, entry.Exchange.CompletedAt);

    private static string WireOf(Exchange exchange) =>
        Text(exchange.Request) + "|" + string.Concat(exchange.Interim.Select(Text)) + "|" + (exchange.Response is { } reply ? Text(reply) : "");

    private static string Text(WireMessage message) => Encoding.Latin1.GetString(message.Raw.Span);
}
