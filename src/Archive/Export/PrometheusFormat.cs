using System.Buffers;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// Prometheus' text exposition format 0.0.4, valid OpenMetrics too: the newest value of each type and person, when it was
/// measured, and each scale's battery, as gauges. Measurements whose time cannot be right are passed over: they would stay the
/// newest for years.
/// </summary>
public sealed class PrometheusFormat : IMeasurementFormat
{
    private readonly Dictionary<(long? User, int Type), (StoredMeasurement Measurement, MeasuredValue Value)> _newest = [];
    private readonly Dictionary<string, StoredMeasurement> _scales = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool CanFollow => false;

    /// <inheritdoc/>
    public void Write(StoredMeasurement measurement, IBufferWriter<byte> output)
    {
        if (!measurement.Plausible)
        {
            return;
        }

        IReadOnlyList<MeasuredValue> values = measurement.Measurement.Values;
        for (int i = values.Count - 1; i >= 0; i--)
        {
            (long?, int) key = (measurement.PersonUserId, values[i].Type);
            if (!_newest.TryGetValue(key, out (StoredMeasurement Measurement, MeasuredValue) known) || known.Measurement.Measurement.TakenAt <= measurement.Measurement.TakenAt)
            {
                _newest[key] = (measurement, values[i]);
            }
        }

        if (!_scales.TryGetValue(measurement.Measurement.Mac, out StoredMeasurement? before) || before.ReceivedAt <= measurement.ReceivedAt)
        {
            _scales[measurement.Measurement.Mac] = measurement;
        }
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output)
    {
        var text = new Utf8Text(output);
        foreach (IGrouping<int, KeyValuePair<(long? User, int Type), (StoredMeasurement Measurement, MeasuredValue Value)>> type in _newest.OrderBy(static entry => entry.Key).GroupBy(static entry => entry.Key.Type).OrderBy(static group => group.Key))
        {
            string unit = MeasureType.UnitOf(type.Key);
            string metric = "scaleproxy_" + MetricName.Of(type.Key);
            Declare(ref text, metric, $"Newest {MeasureType.NameOf(type.Key)} of each person{(unit.Length > 0 ? ", " + unit : string.Empty)}.");
            foreach ((StoredMeasurement measurement, MeasuredValue value) in type.Select(static entry => entry.Value))
            {
                AppendSample(ref text, metric, PersonLabels(measurement));
                text.Append(value);
                text.Append("\n"u8);
            }
        }

        AppendTimes(ref text);
        AppendScales(ref text, "scaleproxy_battery_percent", "Battery of each scale when it last measured, %.", static scale => scale.Battery);
        AppendScales(ref text, "scaleproxy_received_timestamp_seconds", "When each scale's last measurement came in, unix time.", static scale => scale.ReceivedAt.ToUnixTimeSeconds());
        text.Append("# EOF\n"u8);
        text.Finish();
    }

    private static void Declare(ref Utf8Text text, string metric, string help)
    {
        text.Append($"# HELP {metric} {help}\n# TYPE {metric} gauge\n");
    }

    private static void AppendSample(ref Utf8Text text, string metric, string labels)
    {
        text.Append(metric);
        text.Append("{"u8);
        text.Append(labels);
        text.Append("} "u8);
    }

    private static string PersonLabels(StoredMeasurement measurement) => PrometheusLabels.OfPerson(measurement.User, measurement.PersonUserId);

    private void AppendTimes(ref Utf8Text text)
    {
        const string Metric = "scaleproxy_measured_timestamp_seconds";
        if (_newest.Count == 0)
        {
            return;
        }

        Declare(ref text, Metric, "When each person was last measured, unix time.");
        foreach (StoredMeasurement newest in _newest.GroupBy(static entry => entry.Key.User).OrderBy(static person => person.Key).Select(static person => person.Select(static entry => entry.Value.Measurement).MaxBy(static measurement => measurement.Measurement.TakenAt)!))
        {
            AppendSample(ref text, Metric, PersonLabels(newest));
            text.Append(newest.Measurement.TakenAt);
            text.Append("\n"u8);
        }
    }

    private void AppendScales(ref Utf8Text text, string metric, string help, Func<StoredMeasurement, long?> valueOf)
    {
        bool declared = false;
        foreach ((string mac, StoredMeasurement measurement) in _scales.OrderBy(static scale => scale.Key, StringComparer.Ordinal))
        {
            if (valueOf(measurement) is not { } value)
            {
                continue;
            }

            if (!declared)
            {
                Declare(ref text, metric, help);
                declared = true;
            }

            AppendSample(ref text, metric, PrometheusLabels.OfScale(mac));
            text.Append(value);
            text.Append("\n"u8);
        }
    }
}
