using ScaleProxy.Archive;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Recording;

/// <summary>What the learner saw of measurements, as it goes into the archive.</summary>
internal static class SightedMeasurements
{
    /// <summary>The measurements of a sighting.</summary>
    /// <param name="sighting">What the learner saw.</param>
    /// <param name="source">How the exchange came here.</param>
    /// <param name="receivedAt">When the exchange was on the wire.</param>
    public static ArchivedMeasurement[] Of(Sighting sighting, MeasurementSource source, DateTimeOffset receivedAt)
    {
        if (sighting.Measurements.Count == 0)
        {
            return [];
        }

        var measurements = new ArchivedMeasurement[sighting.Measurements.Count];
        for (int i = 0; i < measurements.Length; i++)
        {
            measurements[i] = new ArchivedMeasurement(sighting.Measurements[i], source, sighting.SessionId, sighting.Battery, sighting.Firmware, receivedAt);
        }

        return measurements;
    }
}
