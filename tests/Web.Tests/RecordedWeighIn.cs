using ScaleProxy.Archive;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Web.Tests;

/// <summary>The weigh-in of our own making, in an archive as if it had gone through here.</summary>
internal static class RecordedWeighIn
{
    /// <summary>Archives its recording, what is learned of it, and its measurements.</summary>
    public static async Task AddAsync(ScaleArchive archive, string source = "learn", OutboxState? forward = null)
    {
        var learner = new Learner([]);
        var exchanges = new List<RecordedExchange>();
        var measurements = new List<ArchivedMeasurement>();
        foreach (Exchange exchange in Exchanges())
        {
            exchanges.Add(new RecordedExchange(exchange.Request.Raw, exchange.RawReplies(), exchange.StartedAt));
            measurements.AddRange(learner.Observe("192.168.7.31:49877", exchange).Measurements
                .Select(measurement => new ArchivedMeasurement(measurement, MeasurementSource.Learn, WeighIn.SessionId, 82, "211", WeighIn.Begin)));
        }

        await archive.WriteAsync(new ArchiveEntry
        {
            Recording = new RecordingHandle("192.168.7.31:49877", "203.0.113.5:80", WeighIn.Begin, source) { Mac = WeighIn.Mac },
            Exchanges = exchanges,
            Measurements = measurements,
            Profile = learner.Find(WeighIn.Mac),
            Forward = forward,
        });
    }

    private static IEnumerable<Exchange> Exchanges()
    {
        var assembler = new ExchangeAssembler(Strictness.Strict);
        foreach (Turn turn in WeighIn.Turns)
        {
            if (turn.FromClient)
            {
                assembler.FeedClient(turn.Bytes, WeighIn.Begin);
            }
            else
            {
                assembler.FeedServer(turn.Bytes, WeighIn.Begin);
            }
        }

        while (assembler.TryRead(out Exchange? exchange))
        {
            yield return exchange;
        }
    }
}
