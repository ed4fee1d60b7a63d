using System.Globalization;
using System.Text;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Web.Metrics;

/// <summary>
/// How things stand, in Prometheus' text exposition format 0.0.4. What <c>export --format prometheus</c> has too has the same
/// names and labels; nothing here reads more than a few rows of the archive.
/// </summary>
internal sealed class MetricsText
{
    private readonly StringBuilder _text = new();

    /// <summary>Writes it, as things stand now.</summary>
    /// <param name="page">What the page works with.</param>
    /// <param name="weights">People's last weights are told too.</param>
    public MetricsText(PageServices page, bool weights)
    {
        AddWire(page.Metrics, page.Archive.FailedPosts);
        AddArchive(page.Archive);
        AddScales(page.Archive.Profiles());
        if (weights)
        {
            AddWeights(page.Archive);
        }
    }

    /// <summary>The document.</summary>
    public override string ToString() => _text.ToString();

    private void AddWire(WireMetrics wire, long failedPosts)
    {
        Declare("scaleproxy_exchanges_total", "counter", "Exchanges with scales since the start.");
        Add("scaleproxy_exchanges_total", wire.Exchanges);
        Declare("scaleproxy_errors_total", "counter", "What scales said and could not be archived, since the start.");
        Add("scaleproxy_errors_total", wire.Errors + failedPosts);
        AddReplyTimes(wire.ReplyTimes);
    }

    private void AddReplyTimes(ReplyTimes times)
    {
        const string Metric = "scaleproxy_reply_seconds";
        Declare(Metric, "histogram", "How long scales waited for our replies, from a whole request to its reply.");
        long count = 0;
        for (int bucket = 0; bucket <= ReplyTimes.Bounds.Length; bucket++)
        {
            count += times.CountOf(bucket);
            string bound = bucket < ReplyTimes.Bounds.Length ? ReplyTimes.Bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Add(Metric + "_bucket", count, $"le=\"{bound}\"");
        }

        // The sum of the buckets: what is counted while they are read must not make them disagree.
        _text.Append(CultureInfo.InvariantCulture, $"{Metric}_sum {times.Sum.TotalSeconds}\n");
        Add(Metric + "_count", count);
    }

    private void AddArchive(ScaleArchive archive)
    {
        (long all, long unassigned) = archive.CountMeasurements();
        Declare("scaleproxy_measurements", "gauge", "Measurements in the archive.");
        Add("scaleproxy_measurements", all);
        Declare("scaleproxy_measurements_unassigned", "gauge", "Measurements in the archive that are nobody's.");
        Add("scaleproxy_measurements_unassigned", unassigned);
        OutboxSummary queue = archive.Outbox.Summary();
        Declare("scaleproxy_forward_waiting", "gauge", "What waits to be handed on to the vendor.");
        Add("scaleproxy_forward_waiting", queue.Waiting);
        Declare("scaleproxy_forward_failed", "gauge", "What the vendor refuses, until its owner decides.");
        Add("scaleproxy_forward_failed", queue.Counts.GetValueOrDefault(OutboxState.Failed));
    }

    private void AddScales(IReadOnlyList<Profile> scales)
    {
        if (scales.Count > 0)
        {
            Declare("scaleproxy_contact_timestamp_seconds", "gauge", "When each scale was last heard of, unix time.");
            foreach (Profile scale in scales)
            {
                Add("scaleproxy_contact_timestamp_seconds", scale.LastSeen.ToUnixTimeSeconds(), PrometheusLabels.OfScale(scale.Mac));
            }
        }

        if (scales.Any(static scale => scale.Battery is not null))
        {
            Declare("scaleproxy_battery_percent", "gauge", "Battery of each scale when it last measured, %.");
            foreach (Profile scale in scales)
            {
                if (scale.Battery is { } battery)
                {
                    Add("scaleproxy_battery_percent", battery, PrometheusLabels.OfScale(scale.Mac));
                }
            }
        }
    }

    private void AddWeights(ScaleArchive archive)
    {
        string metric = "scaleproxy_" + MetricName.Of(MeasureType.Weight);
        bool declared = false;
        foreach (Person person in archive.People().All)
        {
            IReadOnlyList<LastWeight> last = archive.LastWeights([.. person.VendorIds]);
            if (last.Count == 0)
            {
                continue;
            }

            if (!declared)
            {
                Declare(metric, "gauge", $"Newest {MeasureType.NameOf(MeasureType.Weight)} of each person, {MeasureType.UnitOf(MeasureType.Weight)}.");
                declared = true;
            }

            LastWeight newest = last.MaxBy(static weight => weight.TakenAt);
            _text.Append(CultureInfo.InvariantCulture, $"{metric}{{{PrometheusLabels.OfPerson(person.ShortName, person.VendorIds[0])}}} {newest.Weight.ToDecimalText()}\n");
        }
    }

    private void Declare(string metric, string type, string help) => _text.Append(CultureInfo.InvariantCulture, $"# HELP {metric} {help}\n# TYPE {metric} {type}\n");

    private void Add(string metric, long value) => _text.Append(CultureInfo.InvariantCulture, $"{metric} {value}\n");

    private void Add(string metric, long value, string labels) => _text.Append(CultureInfo.InvariantCulture, $"{metric}{{{labels}}} {value}\n");
}
