using System.Diagnostics;
using System.Globalization;
using ScaleProxy.Archive;
using ScaleProxy.Bench;
using ScaleProxy.Model.Scale;

// Durable acknowledgements of the archive with so many connections at once, beside one commit for each, and what a
// fdatasync of the same disk takes. Each weight is of a conversation of its own, with its recording, as scales send them. Usage: Acknowledgements FOLDER CONNECTIONS SECONDS
string folder = args[0];
int connections = int.Parse(args[1], CultureInfo.InvariantCulture);
var duration = TimeSpan.FromSeconds(double.Parse(args[2], CultureInfo.InvariantCulture));
Directory.CreateDirectory(folder);

double sync = FdatasyncMedian(Path.Combine(folder, "sync"), 300);
(double single, _) = await RunAsync(Path.Combine(folder, "single.db"), one: true);
(double group, double median) = await RunAsync(Path.Combine(folder, "group.db"), one: false);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"group={group:F0} single={single:F0} ratio={group / single:F2} median_us={median:F0} fdatasync_us={sync:F0} fdatasyncs={median / sync:F2}"));

async Task<(double PerSecond, double MedianMicroseconds)> RunAsync(string path, bool one)
{
    var options = new ArchiveOptions { Path = path };
    await using var archive = ScaleArchive.Open(one ? options with { MaxEntriesPerCommit = 1, CommitDelay = TimeSpan.Zero } : options, TimeProvider.System);
    long next = 1_000_000_000;
    var taken = new List<double>[connections];
    long began = Stopwatch.GetTimestamp();
    await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
    {
        taken[connection] = [];
        byte[] message = new byte[500];
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            var measurement = new Measurement("00:24:e4:a1:b2:c3", Interlocked.Increment(ref next), [1], 0, 1, [new MeasuredValue(1, 77110, -3)]);
            long asked = Stopwatch.GetTimestamp();
            await archive.WriteAsync(new ArchiveEntry
            {
                Recording = new RecordingHandle("192.0.2.7:4711", "192.0.2.1:80", now, "serve"),
                Exchanges = [new RecordedExchange(message, message, now)],
                Measurements = [new ArchivedMeasurement(measurement, MeasurementSource.Serve, "session", 69, "211", now)],
            });
            taken[connection].Add(Stopwatch.GetElapsedTime(asked).TotalMicroseconds);
        }
    })));
    double[] all = [.. taken.SelectMany(times => times).Order()];
    return (all.Length / Stopwatch.GetElapsedTime(began).TotalSeconds, all[all.Length / 2]);
}

// Of appends of 4 KiB, as a log grows.
static double FdatasyncMedian(string path, int times)
{
    using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    byte[] page = new byte[4096];
    double[] taken = new double[times];
    for (int i = 0; i < times; i++)
    {
        file.Write(page);
        long asked = Stopwatch.GetTimestamp();
        if (Disk.Fdatasync(file.SafeFileHandle.DangerousGetHandle().ToInt32()) != 0)
        {
            throw new IOException("fdatasync failed");
        }

        taken[i] = Stopwatch.GetElapsedTime(asked).TotalMicroseconds;
    }

    Array.Sort(taken);
    return taken[times / 2];
}
