using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;
using Xunit.Abstractions;

namespace ScaleProxy.EndToEnd.Serving;

/// <summary><c>serve</c> is killed a hundred times while scales weigh in.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 100;
    private const int Scales = 4;
    private const int First = 1_700_000_000;

    private readonly ConcurrentDictionary<long, bool> _acknowledged = new();
    private readonly ConcurrentQueue<long> _kept = new();
    private int _taken;
    private int _untilKill;

    [Fact]
    public async Task KilledAHundredTimesUnderLoad_EveryAcknowledgedWeightIsThereOnce()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ServingProcess serve = await installation.ServeAsync();
            _untilKill = random.Next(1, 30);
            var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] scales = [.. Enumerable.Range(0, Scales).Select(_ => WeighInAsync(serve, due))];
            await due.Task;
            await serve.KillAsync();
            await Task.WhenAll(scales);
        }

        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json", "--since", "1700000000")).Json;
        long[] archived = [.. measurements.EnumerateArray().Select(measurement => measurement.GetProperty("takenAtUnix").GetInt64())];
        output.WriteLine($"{_acknowledged.Count} acknowledged, {archived.Length} archived, {_taken} taken");
        archived.Should().OnlyHaveUniqueItems();
        _acknowledged.Keys.Except(archived).Should().BeEmpty("what was acknowledged is there");
        archived.Should().OnlyContain(takenAt => takenAt >= First && takenAt < First + _taken);
    }

    // A scale keeps what was not acknowledged, and sends it again.
    private async Task WeighInAsync(ServingProcess serve, TaskCompletionSource due)
    {
        using ScaleLine? line = await TryOpenAsync(serve);
        if (line is null || await line.TryBeginSessionAsync(WeighIn.Mac, WeighIn.Secret) is not { } session)
        {
            return;
        }

        while (true)
        {
            long takenAt = _kept.TryDequeue(out long kept) ? kept : First + Interlocked.Increment(ref _taken) - 1;
            WireMessage? reply = await line.TryAskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, takenAt, 63_000 + (takenAt % 1000), WeighIn.FirstUser));
            if (reply is null)
            {
                _kept.Enqueue(takenAt);
                return;
            }

            ReplyFields.StatusOf(reply.Body.Span).Should().Be(0);
            _acknowledged.TryAdd(takenAt, true).Should().BeTrue();
            if (Interlocked.Decrement(ref _untilKill) == 0)
            {
                due.SetResult();
            }
        }
    }

    private static async Task<ScaleLine?> TryOpenAsync(ServingProcess serve)
    {
        try
        {
            return await ScaleLine.OpenAsync(serve.Address);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
