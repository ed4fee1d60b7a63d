using System.Text.RegularExpressions;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Serving;

/// <summary>
/// A power cut loses what is in the machine's memory, so the order of system calls is what counts: the weight is written to
/// the log, the log is brought to the disk, and only then is the scale told.
/// </summary>
public sealed partial class SyncOrderTests
{
    [TraceFact]
    public async Task EachWeight_IsOnTheDiskBeforeItsAcknowledgement()
    {
        const int Weights = 5;
        using var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        string trace = installation.Beside("trace");
        installation.Under = ["strace", "-D", "-f", "-y", "-s", "80", "-e", "trace=%network,read,write,writev,pwrite64,fsync,fdatasync", "-o", trace];
        await using (ServingProcess serve = await installation.ServeAsync())
        {
            using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
            string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
            for (int i = 0; i < Weights; i++)
            {
                var reply = await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, 1_700_000_000 + i, 63_000, WeighIn.FirstUser));
                ReplyFields.StatusOf(reply.Body.Span).Should().Be(0);
            }

            (await serve.TerminateAsync()).Should().Be(0);
        }

        string[] calls = await File.ReadAllLinesAsync(trace);
        int[] heard = [.. Where(calls, 0, call => call.Contains("POST /cgi-bin/measure", StringComparison.Ordinal))];
        heard.Should().HaveCount(Weights);
        foreach (int at in heard)
        {
            int written = Where(calls, at, call => LogWritten().IsMatch(call)).First();
            int synced = Where(calls, written, IsLogSynced()).First();
            int told = Where(calls, at, call => call.Contains("HTTP/1.1 200", StringComparison.Ordinal)).First();
            (written < synced && synced < told).Should().BeTrue($"written in line {written}, synced in {synced}, told in {told} of:\n{string.Join('\n', calls[at..(told + 1)])}");
        }
    }

    private static IEnumerable<int> Where(string[] calls, int from, Func<string, bool> what) =>
        Enumerable.Range(from, calls.Length - from).Where(i => what(calls[i]));

    // A call that another thread's came between ends on a line of its own, which names neither file nor arguments.
    private static Func<string, bool> IsLogSynced()
    {
        var waiting = new HashSet<string>();
        return call =>
        {
            string thread = call.Split(' ')[0];
            if (LogSyncBegun().IsMatch(call))
            {
                waiting.Add(thread);
            }

            return LogSynced().IsMatch(call) || (SyncResumed().IsMatch(call) && waiting.Remove(thread));
        };
    }

    [GeneratedRegex(@"pwrite64\(\d+<[^>]*\.db-wal>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogWritten();

    [GeneratedRegex(@"\bf(data)?sync\(\d+<[^>]*\.db-wal>\)\s+= 0", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogSynced();

    [GeneratedRegex(@"\bf(data)?sync\(\d+<[^>]*\.db-wal> <unfinished", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogSyncBegun();

    [GeneratedRegex(@"<\.\.\. f(data)?sync resumed>\)\s+= 0", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SyncResumed();
}
