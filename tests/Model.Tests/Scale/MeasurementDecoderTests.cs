using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Tests.Learning;

namespace ScaleProxy.Model.Tests.Scale;

public class MeasurementDecoderTests
{
    private const string Form = "action=store&sessionid=1-2-3&macaddress=" + Talk.Mac;

    // Names and scraps of the three ways, so that random texts get deep into the decoder.
    private static readonly string[] s_scraps =
    [
        "{", "}", "[", "]", ":", ",", "\"measures\"", "\"measuregrps\"", "\"value\"", "\"type\"", "\"unit\"", "\"data\"", "\"mantissa\"", "\"exponent\"", "\"userid\"",
        "\"meastime\"", "\"\\ud800easures\"", "1", "-3", "77.11", "1e99", "null", "true", "\"x\"", "{\"value\":1,\"type\":1}", " ", "[[1],2]", "99999999999999999999", "\u00ff",
    ];

    [Fact]
    public void Measures_TakeTimeAndUsersFromTheForm()
    {
        DecodedMeasurements decoded = Decode(
            Form + """&userid=71&meastime=1363694400&devtype=1&attribstatus=0&measures={"measures":[{"value":64250,"type":1,"unit":-3},{"value":522,"type":16,"unit":0}]}""");

        decoded.Problem.Should().BeNull();
        Measurement one = decoded.Measurements.Should().ContainSingle().Subject;
        (one.Mac, one.TakenAt, one.Attribution, one.DeviceType).Should().Be((Talk.Mac, 1363694400, 0, 1));
        one.UserIds.Should().Equal(71);
        one.Values.Should().Equal(new MeasuredValue(1, 64250, -3), new MeasuredValue(16, 522, 0));
    }

    [Fact]
    public void MeasureGroups_EachHaveTheirOwnTimeAndUser()
    {
        DecodedMeasurements decoded = Decode(Form + "&measuregrps=" + """
            {"measuregrps":[
              {"meastime":1363694400,"userid":71,"devtype":4,"attribstatus":2,"measures":[{"value":64250,"type":1,"unit":-3}]},
              {"meastime":1363694460,"userid":[71,72],"measures":[{"value":64,"type":11,"unit":0}]}]}
            """);

        decoded.Problem.Should().BeNull();
        decoded.Measurements.Select(one => (one.TakenAt, one.DeviceType, one.Attribution)).Should().Equal((1363694400, 4, 2), (1363694460, null, null));
        decoded.Measurements.Select(one => string.Join(',', one.UserIds)).Should().Equal("71", "71,72");
    }

    [Fact]
    public void VersionTwo_HasMantissaAndExponent()
    {
        DecodedMeasurements decoded = Decode(
            Form + """&measuregrps=[{"meastime":1363694400,"measures":[{"type":12,"data":{"mantissa":2150,"exponent":-2}},{"type":35,"data":{"exponent":0,"mantissa":612}}]}]""", "v2/measure");

        decoded.Problem.Should().BeNull();
        decoded.Measurements.Should().ContainSingle().Which.Values.Should().Equal(new MeasuredValue(12, 2150, -2), new MeasuredValue(35, 612, 0));
    }

    [Fact]
    public void EscapedField_IsTheSame()
    {
        string json = """{"measures":[{"value":64250,"type":1,"unit":-3}]}""";

        Decode(Form + "&meastime=1&measures=" + Uri.EscapeDataString(json)).Measurements.Should().BeEquivalentTo(Decode(Form + "&meastime=1&measures=" + json).Measurements);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("&userid=", "")]
    [InlineData("&userid=71", "71")]
    [InlineData("&userid=71&userid=5&userid=72", "71,5,72")]
    public void Users_AreNoneOneOrSeveralInTheirOrder(string users, string ids)
    {
        Measurement one = Decode(Form + users + """&meastime=1&measures={"measures":[{"value":1,"type":1,"unit":0}]}""").Measurements.Single();

        string.Join(',', one.UserIds).Should().Be(ids);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("[null]", "")]
    [InlineData("5", "5")]
    [InlineData("\"5\"", "5")]
    [InlineData("[5,\"6\"]", "5,6")]
    public void UsersOfAGroup_CountInPlaceOfTheForms(string users, string ids)
    {
        Measurement one = Decode(Form + "&userid=71&meastime=1&measuregrps=[{\"userid\":" + users + ",\"measures\":[{\"value\":1,\"type\":1}]}]").Measurements.Single();

        string.Join(',', one.UserIds).Should().Be(ids);
    }

    [Fact]
    public void GroupWithoutUsersOrTime_HasTheForms()
    {
        Measurement one = Decode(Form + "&userid=71&meastime=7&devtype=4&attribstatus=1&measuregrps=[{\"measures\":[{\"value\":1,\"type\":1}]}]").Measurements.Single();

        (one.TakenAt, one.DeviceType, one.Attribution, string.Join(',', one.UserIds)).Should().Be((7, 4, 1, "71"));
    }

    [Fact]
    public void UnknownFieldsAndTypes_DisturbNothing()
    {
        DecodedMeasurements decoded = Decode(
            Form + """&colour=red&measuregrps=[{"mood":{"a":[1,{"b":2}]},"meastime":1,"measures":[{"algo":3,"extra":[[]],"value":5,"type":9999,"unit":1}],"tail":null}]""");

        decoded.Problem.Should().BeNull();
        decoded.Measurements.Single().Values.Should().Equal(new MeasuredValue(9999, 5, 1));
    }

    [Theory]
    [InlineData("""{"value":77.11,"type":1,"unit":0}""", "77.11")]
    [InlineData("""{"value":7.711e1,"type":1}""", "77.11")]
    [InlineData("""{"value":77110.0,"type":1,"unit":-3}""", "77.11")]
    [InlineData("""{"value":-1,"type":1,"unit":-2}""", "-0.01")]
    [InlineData("""{"value":9223372036854775807,"type":1,"unit":0}""", "9223372036854775807")]
    public void Numbers_AreExact(string value, string text)
    {
        Decode(Form + "&meastime=1&measures={\"measures\":[" + value + "]}").Measurements.Single().Values.Single().ToDecimalText().Should().Be(text);
    }

    [Theory]
    [InlineData("""{"value":9223372036854775808,"type":1,"unit":0}""")]
    [InlineData("""{"value":1,"type":1,"unit":101}""")]
    [InlineData("""{"value":1,"type":1,"unit":-101}""")]
    [InlineData("""{"value":1.5e-2147483648,"type":1,"unit":-2147483647}""")]
    [InlineData("""{"value":77110,"type":1,"unit":"-3"}""")]
    [InlineData("""{"value":77110,"type":1,"unit":-3.5}""")]
    [InlineData("""{"value":77110,"type":1,"unit":null}""")]
    [InlineData("""{"value":"77110","type":1,"unit":-3}""")]
    [InlineData("""{"value":77110,"type":"weight","unit":-3}""")]
    [InlineData("""{"value":77110,"type":4294967297,"unit":-3}""")]
    [InlineData("""{"type":1,"unit":-3}""")]
    [InlineData("""{"value":77110,"unit":-3}""")]
    [InlineData("""{"type":1,"data":77110}""")]
    [InlineData("""77110""")]
    [InlineData("""[[77110]]""")]
    public void ValueThatCannotBeRead_IsSaidAndNeverGuessed(string value)
    {
        DecodedMeasurements decoded = Decode(Form + "&meastime=1&measures={\"measures\":[{\"value\":1,\"type\":4,\"unit\":0}," + value + "]}");

        decoded.Measurements.Should().BeEmpty("a group is read whole or not at all");
        decoded.Problem.Should().Be("a value has no type or no number that can be read");
    }

    [Theory]
    [InlineData("""{"measures":[{"value":1,"type":"x"}],"meastime":1}""", "a value has no type or no number that can be read")]
    [InlineData("""{"measures":{"value":1},"meastime":1}""", "measures is not a list")]
    [InlineData("""{"measures":[{"value":1,"type":1}]}""", "a measurement has no meastime")]
    [InlineData("""{"measures":[{"value":1,"type":1}],"meastime":"noon"}""", "a measurement has no meastime")]
    [InlineData("""{"measures":[{"value":1,"type":1}],"meastime":253402300800}""", "a measurement's meastime is beyond the calendar")]
    [InlineData("""{"measures":[{"value":1,"type":1}],"meastime":-62135596801}""", "a measurement's meastime is beyond the calendar")]
    [InlineData("""{"measures":[],"meastime":1}""", "a measurement has no values")]
    [InlineData("""{}""", "a measurement has no values")]
    [InlineData("""{"measures":[{"value":1,"type":1}],"meastime":1,"userid":"eve"}""", "a userid is no number")]
    [InlineData("""{"measures":[{"value":1,"type":1}],"meastime":1,"userid":[[71],72]}""", "a userid is no number")]
    [InlineData("""{"measures":[{"value":1,"type":1}],"meastime":1,"userid":{"id":71}}""", "a userid is no number")]
    [InlineData("""7""", "the measurements are neither an object nor a list")]
    [InlineData("""{"measuregrps":7}""", "the measurements are neither an object nor a list")]
    [InlineData("""{"measuregrps":[],"measures":7}""", "measures is not a list")]
    public void BadGroup_IsSaidAndTheOthersAreKept(string bad, string problem)
    {
        const string good = """{"meastime":2,"measures":[{"value":2,"type":1,"unit":0}]}""";
        DecodedMeasurements decoded = Decode(Form + "&measuregrps=[" + good + "," + bad + "," + good + "]");

        decoded.Problem.Should().Be(problem);
        decoded.Measurements.Select(one => one.TakenAt).Should().Equal(2, 2);
    }

    [Fact]
    public void MalformedJson_IsSaidWithItsPlaceAndKeepsWhatCameBefore()
    {
        const string good = """[{"meastime":2,"measures":[{"value":2,"type":1}]}""";
        DecodedMeasurements decoded = Decode(Form + "&measuregrps=" + good + ",!]");

        decoded.Measurements.Should().ContainSingle();
        decoded.Problem.Should().Be($"the measurements are not JSON, at byte {good.Length + 1}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"measures":[{"value":1,"type":1}]} and more""")]
    [InlineData("""{"\ud800easures":[]}""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public void WhatIsNotJson_IsSaid(string field)
    {
        Decode(Form + "&meastime=1&measures=" + field).Problem.Should().NotBeNull();
    }

    [Fact]
    public void BadUserOfTheForm_IsSaid()
    {
        DecodedMeasurements decoded = Decode(Form + """&userid=eve&meastime=1&measures={"measures":[{"value":1,"type":1}]}""");

        decoded.Problem.Should().Be("a userid is no number");
        decoded.Measurements.Should().BeEmpty();
    }

    [Fact]
    public void NumbersOfTheFormThatAreTooLarge_AreNotCutToFit()
    {
        Measurement one = Decode(Form + """&devtype=4294967297&attribstatus=4294967296&meastime=1&measures={"measures":[{"value":1,"type":1}]}""").Measurements.Single();

        (one.DeviceType, one.Attribution).Should().Be((null, null));
    }

    [Fact]
    public void CutAnywhere_KeepsTheGroupsBeforeTheCut()
    {
        const string json = """[{"meastime":1,"measures":[{"value":1,"type":1}]},{"meastime":2,"measures":[{"value":2,"type":1}]}]""";
        int first = json.IndexOf("},{", StringComparison.Ordinal) + 1;
        for (int length = 0; length < json.Length; length++)
        {
            DecodedMeasurements cut = Decode(Form + "&measuregrps=" + json[..length]);

            cut.Problem.Should().NotBeNull();
            cut.Measurements.Should().HaveCount(length >= json.Length - 1 ? 2 : length >= first ? 1 : 0, "cut at {0}", length);
        }
    }

    [Fact]
    public void MacOfTheSession_StandsInForOneThatIsNotSent()
    {
        const string form = """sessionid=1&meastime=1&measures={"measures":[{"value":1,"type":1}]}""";

        Decode(form, sessionMac: "00:24:e4:00:00:01").Measurements.Single().Mac.Should().Be("00:24:e4:00:00:01");
        Decode(form + "&macaddress=" + Talk.Mac, sessionMac: "00:24:e4:00:00:01").Measurements.Single().Mac.Should().Be(Talk.Mac);
        DecodedMeasurements nobody = Decode(form);
        nobody.Measurements.Should().BeEmpty();
        nobody.Problem.Should().Be("a measurement names neither a scale nor a known session");
    }

    [Fact]
    public void RequestWithoutMeasurements_HasNoneAndNoProblem()
    {
        DecodedMeasurements decoded = Decode(Form + "&source=1&type=1&data=00");

        decoded.Measurements.Should().BeEmpty();
        decoded.Problem.Should().BeNull();
    }

    [Property(MaxTest = 1000)]
    public bool AnyBytesInTheField_AreNeitherAnErrorNorAMeasurement(byte[] bytes)
    {
        string escaped = string.Concat(bytes.Select(b => $"%{b:x2}"));
        return Decode(Form + "&meastime=1&measures=" + escaped).Measurements.Count == 0;
    }

    [Property(MaxTest = 3000)]
    public Property AnyScrapsInTheField_GiveOnlyValuesThatStandThere() =>
        Prop.ForAll(
            Gen.Elements(s_scraps).ListOf().Select(scraps => string.Concat(scraps)).ToArbitrary(),
            text =>
            {
                string escaped = string.Concat(Encoding.Latin1.GetBytes("[{\"meastime\":1,\"measures\":[" + text).Select(b => $"%{b:x2}"));
                DecodedMeasurements decoded = Decode(Form + "&measuregrps=" + escaped);
                return decoded.Measurements.All(one => one.Values.Count > 0) && decoded.Problem?.Contains("77.11", StringComparison.Ordinal) is null or false;
            });

    private static DecodedMeasurements Decode(string form, string endpoint = "measure", string? sessionMac = null) =>
        MeasurementDecoder.Decode(new ScaleRequest(Talk.Exchange(Talk.Post(endpoint, form), null).Request), sessionMac);
}
