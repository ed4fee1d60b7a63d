using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using ScaleProxy.Archive;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;
using Xunit.Abstractions;

namespace ScaleProxy.EndToEnd.Journal;

/// <summary><c>learn</c> is killed again and again while scales weigh in through it.</summary>
public sealed class LearnKillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int Scales = 6;
    private const int First = 1_700_000_000;

    private readonly ConcurrentDictionary<long, bool> _heard = new();
    private int _taken;
    private int _untilKill;

    [Fact]
    public async Task KilledRightAfterAReplyWasHeard_EveryExchangeWhoseReplyWasIsThereOnce()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync();
        int takenIn = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ServingProcess learn = await installation.LearnAsync(vendor.Address);
            learn.Log.Should().NotContain("damaged").And.NotContain("error");
            takenIn += learn.Log.Contains("taken in from the journal", StringComparison.Ordinal) ? 1 : 0;
            _untilKill = random.Next(1, 60);
            var due = new TaskCompletionSource();
            Task[] scales = [.. Enumerable.Range(0, Scales).Select(_ => WeighInAsync(learn, due))];
            await due.Task;
            await learn.KillAsync();
            await Task.WhenAll(scales);
        }

        await using (ServingProcess last = await installation.LearnAsync(vendor.Address))
        {
            (await last.TerminateAsync()).Should().Be(0, last.Log);
        }

        Directory.Exists(Path.Combine(installation.Data, "scaleproxy.db.learn")).Should().BeFalse("a clean end leaves nothing");
        await using var archive = ScaleArchive.Open(new ArchiveOptions { Path = Path.Combine(installation.Data, "scaleproxy.db") }, TimeProvider.System);
        long[] recorded = [.. archive.Recordings().SelectMany(recording => archive.FindRecording(recording.Id)!.Exchanges)
            .Where(exchange => exchange.Response.Length > 0).Select(exchange => TakenAtIn(exchange.Request.Span)).OfType<long>()];
        long[] measured = [.. archive.Measurements(new MeasurementQuery { Since = DateTimeOffset.FromUnixTimeSeconds(First) }).Select(measurement => measurement.Measurement.TakenAt)];
        output.WriteLine($"{_heard.Count} replies heard, {recorded.Length} recorded, {measured.Length} measurements; {takenIn} starts of {Kills} took something in");
        recorded.Should().OnlyHaveUniqueItems();
        measured.Should().OnlyHaveUniqueItems();
        _heard.Keys.Except(recorded).Should().BeEmpty("what the scale has heard the reply to is recorded");
        _heard.Keys.Except(measured).Should().BeEmpty("and so is its weight");
        archive.OpenRecordings().Should().BeEmpty();
    }

    private async Task WeighInAsync(ServingProcess learn, TaskCompletionSource due)
    {
        using ScaleLine? line = await TryOpenAsync(learn);
        if (line is null || await line.TryBeginSessionAsync(WeighIn.Mac, WeighIn.Secret) is not { } session)
        {
            return;
        }

        while (true)
        {
            long takenAt = First + Interlocked.Increment(ref _taken);
            WireMessage? reply = await line.TryAskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, takenAt, 63_000 + (takenAt % 1000), WeighIn.FirstUser));
            if (reply is null)
            {
                return;
            }

            _heard.TryAdd(takenAt, true).Should().BeTrue();
            if (Interlocked.Decrement(ref _untilKill) == 0)
            {
                // Right here: the kill is to come before anything else does.
                due.SetResult();
            }
        }
    }

    private static async Task<ScaleLine?> TryOpenAsync(ServingProcess learn)
    {
        try
        {
            return await ScaleLine.OpenAsync(learn.Address);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // When the weight was taken that a request hands on; null for another request.
    private static long? TakenAtIn(ReadOnlySpan<byte> request)
    {
        string text = Encoding.ASCII.GetString(request);
        int at = text.IndexOf("meastime=", StringComparison.Ordinal);
        return at < 0 ? null : long.Parse(text.AsSpan(at + "meastime=".Length, 10), System.Globalization.CultureInfo.InvariantCulture);
    }
}
