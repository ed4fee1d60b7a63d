using System.Buffers;
using System.Text;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Tests.Export;

/// <summary>Exports of what belongs to people whom several numbers mean, and of why it does.</summary>
public sealed class PeopleTests
{
    private static readonly Person s_ann = new() { Id = 1, Name = "Anna Smith", ShortName = "ANN", VendorIds = [7, 8] };

    [Fact]
    public void Redacted_OnePseudonym_AndNothingOfNamesOrReasons()
    {
        var pseudonyms = new MeasurementPseudonyms();

        StoredMeasurement[] redacted = [pseudonyms.Of(Of(8, [8, 9], 70)), pseudonyms.Of(Of(7, [], 71))];

        redacted.Select(measurement => (measurement.UserId, measurement.User)).Should().AllBeEquivalentTo((1L, "P1"));
        redacted[0].Measurement.UserIds.Should().Equal(1, 2);
        redacted.Should().OnlyContain(measurement => measurement.Person == null && measurement.Assignment == new Assignment(AssignmentMethod.Rule, string.Empty, null));
    }

    [Fact]
    public void Prometheus_OneSeriesOfAPerson()
    {
        var format = new PrometheusFormat();
        var output = new ArrayBufferWriter<byte>();

        format.Write(Of(8, [8], 70), output);
        format.Write(Of(7, [7], 71), output);
        format.End(output);

        Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Where(line => line.StartsWith("scaleproxy_weight{", StringComparison.Ordinal))
            .Should().Equal("scaleproxy_weight{user=\"ANN\",user_id=\"7\"} 71");
    }

    private static StoredMeasurement Of(long user, long[] said, int kilograms) => new()
    {
        Id = kilograms,
        Measurement = new Measurement("00:24:e4:a1:b2:c3", 1_767_300_000 + kilograms, said, null, null, [new MeasuredValue(MeasureType.Weight, kilograms, 0)]),
        UserId = user,
        User = s_ann.ShortName,
        Person = s_ann,
        Assignment = new Assignment(AssignmentMethod.Rule, "ANN +0.6 kg", null),
        Source = MeasurementSource.Serve,
        ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(1_767_300_000),
        Plausible = true,
        Forwarded = ForwardState.Off,
    };
}
