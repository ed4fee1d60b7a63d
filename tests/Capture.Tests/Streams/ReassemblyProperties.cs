using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Streams;

public sealed class ReassemblyProperties
{
    [Property(MaxTest = 60)]
    public void AnySegmenting_SameExchanges(int seed, uint clientIsn, uint serverIsn)
    {
        Recorded.Of(Segmented(new System.Random(seed), clientIsn, serverIsn)).ShouldBeTheWeighIn();
    }

    [Property(MaxTest = 60)]
    public void ShuffledAndRepeatedWithinAWindow_SameExchanges(int seed, uint clientIsn, uint serverIsn)
    {
        var random = new System.Random(seed);
        IReadOnlyList<Segment> segments = Segmented(random, clientIsn, serverIsn);
        int window = random.Next(1, 12);
        IEnumerable<Segment> shuffled = segments
            .Select((segment, at) => (segment, at, place: at < 3 || at >= segments.Count - 3 ? at : Math.Max(2.5, at + (random.NextDouble() * window))))
            .SelectMany(entry => random.Next(5) == 0 && entry.at >= 3
                ? [entry, (entry.segment, entry.at, place: entry.place + (random.NextDouble() * window))]
                : new[] { entry })
            .OrderBy(entry => entry.place)
            .Select(entry => entry.segment);

        Recorded recorded = Recorded.Of(shuffled);

        recorded.Wire.Should().Equal(Recorded.WeighInWire);
        recorded.Summary.LostBytes.Should().Be(0);
    }

    [Property(MaxTest = 40)]
    public void LostPackets_NothingWrongIsMadeUp(int seed)
    {
        var random = new System.Random(seed);
        IReadOnlyList<Segment> segments = Segmented(random, 1, 2);
        int lost = random.Next(3, segments.Count);

        Recorded recorded = Recorded.Of(segments.Where((_, at) => at != lost));

        // Every complete exchange that is given is one that took place, whole.
        recorded.Exchanges
            .Select((entry, at) => (entry.Exchange, Wire: recorded.Wire[at]))
            .Where(entry => entry.Exchange is { Request.Truncated: false, Response: { Truncated: false } })
            .Select(entry => entry.Wire.Replace("HTTP/1.1 100 Continue\r\n\r\n", "", StringComparison.Ordinal))
            .Should().BeSubsetOf(Recorded.WeighInWire.Select(wire => wire.Replace("HTTP/1.1 100 Continue\r\n\r\n", "", StringComparison.Ordinal)));
        recorded.Exchanges.Count.Should().BeGreaterThanOrEqualTo(Recorded.WeighInWire.Count - 2);
    }

    private static IReadOnlyList<Segment> Segmented(System.Random random, uint clientIsn, uint serverIsn)
    {
        int largest = random.Next(1, 1460);
        var script = new TcpScript(clientIsn, serverIsn);
        script.Open();
        foreach (Turn turn in WeighIn.Turns)
        {
            script.Say(turn, _ => random.Next(1, largest + 1));
        }

        script.Close();
        return script.Segments;
    }
}
