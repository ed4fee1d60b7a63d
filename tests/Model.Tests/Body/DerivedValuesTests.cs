using ScaleProxy.Model.Body;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Body;

/// <summary>What is worked out from a measurement and the person it belongs to.</summary>
public sealed class DerivedValuesTests
{
    private const long TakenAt = 1_767_323_045;

    private static readonly Person s_ann = new()
    {
        Name = "Ann",
        ShortName = "ANN",
        Height = 1727,
        BirthDate = new DateOnly(1995, 1, 2),
        Sex = Sex.Male,
    };

    private static readonly MeasuredValue s_weight = new(MeasureType.Weight, 771, -1);
    private static readonly MeasuredValue s_resistance = new(MeasureType.Resistance, 500, 0);

    [Theory]
    [InlineData(null, "27.1", "foot-to-foot, Nutrition Journal 2015")]
    [InlineData("foot-to-foot", "27.1", "foot-to-foot, Nutrition Journal 2015")]
    [InlineData("sun", "27.5", "Sun 2003")]
    [InlineData("deurenberg", "27.4", "Deurenberg 1991")]
    [InlineData("without-resistance", "22.0", "Deurenberg, without resistance")]
    public void FatRatio_OfTheWorkedExample(string? formula, string percent, string title)
    {
        Lines(s_ann with { FatFormula = formula }, s_weight, s_resistance).Should().Contain($"fat ratio {percent} % by {title}");
    }

    [Fact]
    public void EachValue_WithItsUnitAndFormula()
    {
        Lines(s_ann, s_weight, s_resistance).Should().Equal(
            "BMI 25.9 kg/m² by weight / height²",
            "fat-free mass 56.19 kg by foot-to-foot, Nutrition Journal 2015",
            "fat mass 20.91 kg by foot-to-foot, Nutrition Journal 2015",
            "fat ratio 27.1 % by foot-to-foot, Nutrition Journal 2015");
    }

    [Theory]
    [InlineData("foot-to-foot", "37.7")]
    [InlineData("sun", "31.3")]
    [InlineData("deurenberg", "33.3")]
    [InlineData("without-resistance", "32.8")]
    public void Woman_ByTheSameFormulas(string formula, string percent)
    {
        Lines(s_ann with { FatFormula = formula, Sex = Sex.Female }, s_weight, s_resistance)[^1].Should().StartWith($"fat ratio {percent} %");
    }

    [Fact]
    public void NoResistance_OtherFormulaWithItsName()
    {
        Lines(s_ann with { FatFormula = "sun" }, s_weight)[^1].Should().Be("fat ratio 22.0 % by Deurenberg, without resistance");
    }

    [Fact]
    public void ResistanceOfTwoWaters_HalfwayBetweenItsBounds()
    {
        // Alone 560 Ω, side by side 440: halfway 500, as in the worked example.
        MeasuredValue[] waters = [s_weight, new(MeasureType.ExtracellularResistance, 560, 0), new(MeasureType.IntracellularResistance, 2053333, -3)];

        Lines(s_ann, waters)[^1].Should().Be("fat ratio 27.1 % by foot-to-foot, Nutrition Journal 2015 (resistance from re and ri)");
    }

    [Fact]
    public void MeasuredResistance_GoesBeforeTheOneOfTwoWaters()
    {
        Lines(s_ann, s_weight, new(MeasureType.ExtracellularResistance, 900, 0), new(MeasureType.IntracellularResistance, 900, 0), s_resistance)[^1]
            .Should().Be("fat ratio 27.1 % by foot-to-foot, Nutrition Journal 2015");
    }

    [Fact]
    public void MissingInput_NoValueRatherThanAGuess()
    {
        Lines(null, s_weight).Should().BeEmpty();
        Lines(s_ann, s_resistance).Should().BeEmpty();
        Lines(s_ann with { Height = null }, s_weight, s_resistance).Should().BeEmpty();
        Lines(s_ann with { Height = 0 }, s_weight, s_resistance).Should().BeEmpty();
        Names(s_ann with { Sex = null }).Should().Equal("BMI");
        Names(s_ann with { BirthDate = null }).Should().Equal("BMI");
        Names(s_ann with { BirthDate = null, BornAbout = new DateOnly(1995, 1, 2) }).Should().HaveCount(4);
    }

    [Fact]
    public void ChildOfAnAgeThatAFormulaIsNotFor_NoFat()
    {
        Names(s_ann with { BirthDate = new DateOnly(2008, 1, 3) }).Should().Equal("BMI");
        Names(s_ann with { BirthDate = new DateOnly(2008, 1, 2) }).Should().HaveCount(4);
        Names(s_ann with { BirthDate = new DateOnly(2008, 1, 3), FatFormula = "sun" }).Should().HaveCount(4);
    }

    [Fact]
    public void AgeIsThatOfTheDayOfTheMeasurement()
    {
        Person person = s_ann with { BirthDate = new DateOnly(2008, 1, 2) };

        DerivedValues.Of(Measured(TakenAt - 86_400, s_weight, s_resistance), person).Should().HaveCount(1);
        DerivedValues.Of(Measured(TakenAt, s_weight, s_resistance), person).Should().HaveCount(4);
        // A clock that was never set says nothing of anybody's age.
        DerivedValues.Of(Measured(1_198_281_599, s_weight, s_resistance), person with { BirthDate = new DateOnly(1950, 1, 1) }).Should().HaveCount(1);
        DerivedValues.Of(Measured(Measurement.LatestTime, s_weight, s_resistance), person).Should().HaveCount(1);
    }

    [Theory]
    [InlineData(long.MaxValue, 20)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, 0)]
    [InlineData(-77, 0)]
    [InlineData(19, -1)]
    public void WeightOfNobody_NoValues(long raw, int exponent)
    {
        Lines(s_ann, new MeasuredValue(MeasureType.Weight, raw, exponent), s_resistance).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(49)]
    [InlineData(5001)]
    public void ResistanceOfNobody_IsNone(long ohms)
    {
        Lines(s_ann, s_weight, new MeasuredValue(MeasureType.Resistance, ohms, 0))[^1].Should().EndWith("without resistance");
    }

    [Fact]
    public void MoreFatFreeThanThereIs_NoFat()
    {
        Lines(s_ann, s_weight, new MeasuredValue(MeasureType.Resistance, 200, 0)).Should().HaveCount(1);
    }

    private static Measurement Measured(long takenAt, params MeasuredValue[] values) => new("00:24:e4:a1:b2:c3", takenAt, [1], 0, 1, values);

    private static string[] Lines(Person? person, params MeasuredValue[] values) =>
        [.. DerivedValues.Of(Measured(TakenAt, values), person).Select(value => FormattableString.Invariant($"{value.Name} {value.Value} {value.Unit} by {value.Formula}"))];

    private static string[] Names(Person person) => [.. DerivedValues.Of(Measured(TakenAt, s_weight, s_resistance), person).Select(value => value.Name)];
}
