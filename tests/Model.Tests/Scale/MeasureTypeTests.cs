using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class MeasureTypeTests
{
    [Theory]
    [InlineData(1, "weight", "kg")]
    [InlineData(2, "extracellular resistance", "Ω")]
    [InlineData(3, "intracellular resistance", "Ω")]
    [InlineData(4, "height", "m")]
    [InlineData(5, "fat-free mass", "kg")]
    [InlineData(6, "fat ratio", "%")]
    [InlineData(7, "battery", "%")]
    [InlineData(8, "fat mass", "kg")]
    [InlineData(9, "diastolic pressure", "mmHg")]
    [InlineData(10, "systolic pressure", "mmHg")]
    [InlineData(11, "pulse", "bpm")]
    [InlineData(12, "room temperature", "°C")]
    [InlineData(13, "humidity", "%")]
    [InlineData(16, "resistance at 50 kHz", "Ω")]
    [InlineData(22, "BMI", "kg/m²")]
    [InlineData(35, "CO2", "ppm")]
    [InlineData(54, "SpO2", "%")]
    [InlineData(71, "body temperature", "°C")]
    [InlineData(73, "skin temperature", "°C")]
    [InlineData(76, "muscle mass", "kg")]
    [InlineData(77, "hydration", "kg")]
    [InlineData(78, "resistance at 10 kHz", "Ω")]
    [InlineData(79, "resistance at 20 kHz", "Ω")]
    [InlineData(86, "resistance at 40 kHz", "Ω")]
    [InlineData(80, "resistance at 100 kHz", "Ω")]
    [InlineData(81, "resistance at 200 kHz", "Ω")]
    [InlineData(88, "bone mass", "kg")]
    [InlineData(91, "pulse wave velocity", "m/s")]
    [InlineData(134, "weight of an aborted weighing", "kg")]
    [InlineData(168, "extracellular water", "")]
    [InlineData(169, "intracellular water", "")]
    [InlineData(207, "impedance error", "")]
    [InlineData(226, "basal metabolic rate", "")]
    [InlineData(227, "metabolic age", "")]
    public void KnownTypes_AreThoseOfTheVendorsApp(int type, string name, string unit)
    {
        MeasureType.NameOf(type).Should().Be(name);
        MeasureType.UnitOf(type).Should().Be(unit);
    }

    [Theory]
    [InlineData(9999, "9999")]
    [InlineData(-1, "-1")]
    [InlineData(0, "0")]
    public void UnknownTypes_AreNamedByTheirNumber(int type, string name)
    {
        MeasureType.NameOf(type).Should().Be(name);
        MeasureType.UnitOf(type).Should().BeEmpty();
    }
}
