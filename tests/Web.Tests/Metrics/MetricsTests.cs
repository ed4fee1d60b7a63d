using System.Globalization;
using System.Text.RegularExpressions;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Model.People;

namespace ScaleProxy.Web.Tests.Metrics;

public sealed partial class MetricsTests
{
    [Fact]
    public async Task Metrics_AreWhatTheFormatAllows_AndSayHowThingsStand()
    {
        var metrics = new Web.Metrics.WireMetrics();
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Metrics = metrics });
        await page.Archive.WriteAsync(new ArchiveEntry { Profile = TemporaryArchive.ScaleOf((1, "TOM", 77.1m, 1_700_000_000), (2, "BOB", 77.1m, 1_700_000_000)), Contact = new DeviceContact(TemporaryArchive.Mac, TemporaryArchive.Now, 69, "211") });
        await page.Archive.WriteAsync(TemporaryArchive.Entry(TemporaryArchive.Weighing(1_700_000_000), TemporaryArchive.Weighing(1_700_000_001, users: [])));
        metrics.CountExchanges(4);
        metrics.CountError();
        metrics.ReplyTimes.Add(TimeSpan.FromMilliseconds(1));
        metrics.ReplyTimes.Add(TimeSpan.FromMilliseconds(2));
        metrics.ReplyTimes.Add(TimeSpan.FromMinutes(1));

        using HttpResponseMessage answer = await page.Client.GetAsync("metrics");

        answer.Content.Headers.ContentType!.ToString().Should().Be("text/plain; version=0.0.4; charset=utf-8");
        Dictionary<string, double> samples = Read(await answer.Content.ReadAsStringAsync());
        samples["scaleproxy_measurements"].Should().Be(2);
        samples["scaleproxy_measurements_unassigned"].Should().Be(1);
        samples["scaleproxy_exchanges_total"].Should().Be(4);
        samples["scaleproxy_errors_total"].Should().Be(1);
        samples["scaleproxy_forward_waiting"].Should().Be(0);
        samples["scaleproxy_battery_percent{mac=\"00:24:e4:a1:b2:c3\"}"].Should().Be(69);
        samples["scaleproxy_contact_timestamp_seconds{mac=\"00:24:e4:a1:b2:c3\"}"].Should().Be(TemporaryArchive.Now.ToUnixTimeSeconds());
        samples["scaleproxy_reply_seconds_bucket{le=\"0.0005\"}"].Should().Be(0);
        samples["scaleproxy_reply_seconds_bucket{le=\"0.001\"}"].Should().Be(1, "a bound belongs to its bucket");
        samples["scaleproxy_reply_seconds_bucket{le=\"0.0025\"}"].Should().Be(2);
        samples["scaleproxy_reply_seconds_bucket{le=\"10\"}"].Should().Be(2);
        samples["scaleproxy_reply_seconds_bucket{le=\"+Inf\"}"].Should().Be(3);
        samples["scaleproxy_reply_seconds_count"].Should().Be(3);
        samples["scaleproxy_reply_seconds_sum"].Should().Be(60.003);
        samples.Keys.Should().NotContain(name => name.StartsWith("scaleproxy_weight", StringComparison.Ordinal), "people's weights are nobody's but theirs, unless they say so");
    }

    [Fact]
    public async Task WeightsSwitchedOn_EachPersonsNewest()
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { WeightsInMetrics = true });
        Person quoted = TemporaryArchive.Ann with { ShortName = "A\"\\N", VendorIds = [1] };
        await page.Archive.WriteAsync(new ArchiveEntry { Users = [new Model.Scale.ScaleUser(1, "A\"\\N")] });
        await page.Archive.WriteAsync(TemporaryArchive.Entry(
            TemporaryArchive.Weighing(1_700_000_001, values: [new Model.Scale.MeasuredValue(1, 7050, -2)]),
            TemporaryArchive.Weighing(1_700_000_000, values: [new Model.Scale.MeasuredValue(1, 99, 0)])));

        Dictionary<string, double> samples = Read(await page.Client.GetStringAsync("metrics"));

        samples[$"scaleproxy_weight{{user=\"{quoted.ShortName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\",user_id=\"1\"}}"].Should().Be(70.5);
    }

    // The rules of the text exposition format 0.0.4: each metric is declared before its samples, once, and its samples stand together.
    private static Dictionary<string, double> Read(string text)
    {
        text.Should().EndWith("\n");
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var declared = new HashSet<string>(StringComparer.Ordinal);
        string current = string.Empty;
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                current = help.Groups["name"].Value;
                declared.Add(current).Should().BeTrue(line);
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                type.Groups["name"].Value.Should().Be(current);
            }
            else
            {
                Match sample = SampleLine().Match(line);
                sample.Success.Should().BeTrue(line);
                string name = sample.Groups["name"].Value;
                name.Should().StartWith(current);
                name[current.Length..].Should().BeOneOf(string.Empty, "_bucket", "_sum", "_count");
                samples.Add(name + sample.Groups["labels"].Value, double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));
            }
        }

        return samples;
    }

    [GeneratedRegex("^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) .+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpLine();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*")*\})? (?<value>[0-9.eE+-]+)$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SampleLine();
}
