using System.Buffers;
using System.Text;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Tests.Export;

public sealed class FormatTests
{
    private static readonly StoredMeasurement s_plain = new()
    {
        Id = 7,
        Measurement = new Measurement("00:24:e4:a1:b2:c3", 1_767_323_045, [11], 0, 1, [new MeasuredValue(1, 77110, -3), new MeasuredValue(16, 5000, -1), new MeasuredValue(54, 97, 0)]),
        UserId = 11,
        User = "ANN",
        Battery = 69,
        Firmware = "211",
        ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(1_767_323_050),
        Source = MeasurementSource.Serve,
        Plausible = true,
        RecordingId = 3,
    };

    public static TheoryData<string?, string> Names => new()
    {
        { "ANN", "ANN" },
        { null, "" },
        { "=1+1", "'=1+1" },
        { "+A", "'+A" },
        { "-A", "'-A" },
        { "@A", "'@A" },
        { "A,B", "\"A,B\"" },
        { "A\"B", "\"A\"\"B\"" },
        { "=A,B", "\"'=A,B\"" },
    };

    [Fact]
    public void Csv_OneColumnForEachUsualType_TheOthersTogether()
    {
        Written(new CsvFormat(), s_plain).Should().Be(
            "id,takenAt,takenAtUnix,mac,userId,user,weightKg,fatRatioPercent,fatMassKg,fatFreeMassKg,muscleMassKg,boneMassKg,hydrationKg,bmi,resistance50kHzOhm,extracellularResistanceOhm,intracellularResistanceOhm,pulseBpm,roomTemperatureC,co2Ppm,other,possibleUserIds,battery,firmware,source,receivedAt,plausibleTime\r\n"
            + "7,2026-01-02T03:04:05Z,1767323045,00:24:e4:a1:b2:c3,11,ANN,77.11,,,,,,,,500,,,,,,54=97,,69,211,serve,2026-01-02T03:04:10Z,true\r\n");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Csv_TextIsQuoted_AndNoFormula(string? name, string field)
    {
        Written(new CsvFormat(), s_plain with { User = name }).Should().Contain($",11,{field},77.11,");
    }

    [Fact]
    public void Csv_SeveralPeople_AreNamedTogether_AndATypeTwiceKeepsBoth()
    {
        string written = Written(new CsvFormat(), s_plain with
        {
            UserId = null,
            User = null,
            Measurement = s_plain.Measurement with { UserIds = [11, 12], Values = [new MeasuredValue(1, 70, 0), new MeasuredValue(1, 71, 0), new MeasuredValue(54, 97, 0)] },
        });

        written.Should().EndWith(",,,70,,,,,,,,,,,,,,1=71 54=97,11 12,69,211,serve,2026-01-02T03:04:10Z,true\r\n");
    }

    [Fact]
    public void Influx_EscapesTags_AndKeepsFloatsAndIntegersApart()
    {
        Written(new InfluxFormat(), s_plain with { User = "A =,b\\" }).Should().Be(
            "scale,mac=00:24:e4:a1:b2:c3,source=serve,user=A\\ \\=\\,b,userId=11 weight=77.11,resistance_at_50_khz=500,spo2=97,battery=69i 1767323045000000000\n");
    }

    [Fact]
    public void Influx_TimeBeyondItsRange_IsARemark()
    {
        Written(new InfluxFormat(), s_plain with { Measurement = s_plain.Measurement with { TakenAt = 253_402_300_799 } }).Should().StartWith("# measurement 7 has a time");
    }

    [Fact]
    public void OpenScale_LocalTime_PercentOfTheWeight_AndNoLineWithoutWeight()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");
        StoredMeasurement whole = s_plain with { Measurement = s_plain.Measurement with { Values = [new MeasuredValue(1, 80, 0), new MeasuredValue(8, 16, 0), new MeasuredValue(76, 30, 0), new MeasuredValue(88, 31, -1)] } };
        StoredMeasurement weightless = s_plain with { Measurement = s_plain.Measurement with { Values = [new MeasuredValue(12, 21, 0)] } };

        Written(new OpenScaleFormat(zone), whole, weightless).Should().Be(
            "\"dateTime\",\"weight\",\"fat\",\"water\",\"muscle\",\"lbm\",\"bone\",\"comment\"\n2026-01-02 05:04,80,20,,37.5,,3.1,\n");
    }

    [Fact]
    public void Mysql_WhatIsNotPlain_IsHexadecimal()
    {
        Written(new MysqlFormat(_ => "192.0.2.7:4711"), s_plain with { User = "A'; DROP TABLE measure; --" })
            .Should().Contain("(7, 4711, '192.0.2.7', '00:24:e4:a1:b2:c3', 69, '211', 11, CONVERT(X'41273B2044524F50205441424C45206D6561737572653B202D2D' USING utf8mb4), 1767323045,")
            .And.Contain("VALUES (458752, 77110, -3, 1, 7), (458753, 5000, -1, 16, 7), (458754, 97, 0, 54, 7)")
            .And.EndWith("COMMIT;\n");
    }

    [Fact]
    public void Prometheus_NewestOfEachPerson_AndNothingFromAWrongClock()
    {
        StoredMeasurement Weighed(long takenAt, long grams, bool plausible = true) => s_plain with
        {
            User = "A\"\\",
            Plausible = plausible,
            Measurement = s_plain.Measurement with { TakenAt = takenAt, Values = [new MeasuredValue(1, grams, -3)] },
        };

        string written = Written(new PrometheusFormat(), Weighed(20, 70_000), Weighed(10, 71_000), Weighed(99, 72_000, plausible: false));

        written.Should().Contain("# TYPE scaleproxy_weight gauge\nscaleproxy_weight{user=\"A\\\"\\\\\",user_id=\"11\"} 70\n")
            .And.Contain("scaleproxy_measured_timestamp_seconds{user=\"A\\\"\\\\\",user_id=\"11\"} 20\n")
            .And.Contain("scaleproxy_battery_percent{mac=\"00:24:e4:a1:b2:c3\"} 69\n")
            .And.EndWith("# EOF\n");
    }

    [Fact]
    public void Fit_ChecksumsAndLengthAreRight()
    {
        var output = new ArrayBufferWriter<byte>();
        var format = new FitFormat(DateTimeOffset.FromUnixTimeSeconds(1_767_323_100));
        format.Write(s_plain, output);
        format.End(output);
        byte[] file = output.WrittenSpan.ToArray();

        // A checksum over bytes and their own checksum is 0.
        FitChecksum.Of(0, file.AsSpan(0, 14)).Should().Be(0);
        FitChecksum.Of(0, file).Should().Be(0);
        BitConverter.ToInt32(file, 4).Should().Be(file.Length - 14 - 2);
        Convert.ToHexString(file[^17..^2]).Should().Be("01" + Convert.ToHexString(BitConverter.GetBytes((uint)(1_767_323_045 - 631_065_600))) + "1F1EFFFFFFFFFFFFFFFF");
    }

    [Fact]
    public void Pseudonyms_SameScaleAndPersonAllThrough_AndNothingLeadsBack()
    {
        var pseudonyms = new MeasurementPseudonyms();
        StoredMeasurement other = s_plain with { UserId = 12, User = "TOM", SessionId = "s", Measurement = s_plain.Measurement with { Mac = "00:24:e4:00:00:09", UserIds = [12] } };

        StoredMeasurement[] redacted = [pseudonyms.Of(s_plain), pseudonyms.Of(other), pseudonyms.Of(s_plain)];

        redacted.Select(measurement => measurement.Measurement.Mac).Should().Equal("00:00:00:00:00:01", "00:00:00:00:00:02", "00:00:00:00:00:01");
        redacted.Select(measurement => measurement.User).Should().Equal("P1", "P2", "P1");
        redacted.Select(measurement => measurement.UserId).Should().Equal(1, 2, 1);
        redacted.SelectMany(measurement => measurement.Measurement.UserIds).Should().Equal(1, 2, 1);
        redacted.Should().OnlyContain(measurement => measurement.SessionId == null && measurement.RecordingId == null);
    }

    private static string Written(IMeasurementFormat format, params StoredMeasurement[] measurements)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Begin(output);
        foreach (StoredMeasurement measurement in measurements)
        {
            format.Write(measurement, output);
        }

        format.End(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
