using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;

namespace ScaleProxy.Cli.Export;

/// <summary>Writes measurements out of the archive in a format.</summary>
/// <param name="archive">Where they are.</param>
/// <param name="format">How they are written.</param>
/// <param name="pseudonyms">Whom they are ascribed to instead; null leaves them as they are.</param>
/// <param name="output">Where to.</param>
internal sealed class MeasurementExporter(ScaleArchive archive, IMeasurementFormat format, MeasurementPseudonyms? pseudonyms, ExportBuffer output)
{
    /// <summary>How often it is asked whether something arrived.</summary>
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How many measurements were written.</summary>
    public long Count { get; private set; }

    /// <summary>Writes what is there.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void Export(MeasurementQuery query, CancellationToken cancellation)
    {
        format.Begin(output);
        Write(archive.Measurements(query), cancellation);
        format.End(output);
        output.Flush();
    }

    /// <summary>Writes what is there, and then what arrives, each as soon as it does, until it is ended.</summary>
    /// <param name="query">Which.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellation">Ends it; nothing is thrown.</param>
    public async Task FollowAsync(MeasurementQuery query, TimeProvider clock, CancellationToken cancellation)
    {
        var watch = new ArrivalWatch(archive, query);
        format.Begin(output);
        try
        {
            Write(watch.Already(), cancellation);
            while (true)
            {
                format.Settle(output);
                output.Flush();
                long before = Count;
                do
                {
                    await Task.Delay(s_pollInterval, clock, cancellation);
                    Write(watch.Next(), cancellation);
                }
                while (Count == before);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The only way it ends.
        }

        format.End(output);
        output.Flush();
    }

    private void Write(IEnumerable<StoredMeasurement> measurements, CancellationToken cancellation)
    {
        foreach (StoredMeasurement measurement in measurements)
        {
            format.Write(pseudonyms?.Of(measurement) ?? measurement, output);
            output.FlushPiece();
            Count++;
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
