using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class MeasuredValueTests
{
    [Theory]
    [InlineData(77110, -3, "77.11")]
    [InlineData(-5, -2, "-0.05")]
    [InlineData(522, 0, "522")]
    [InlineData(500, 0, "500")]
    [InlineData(5, 2, "500")]
    [InlineData(1000, -3, "1")]
    [InlineData(0, -40, "0")]
    [InlineData(7, -28, "0.0000000000000000000000000007")]
    [InlineData(7, -29, "7E-29")]
    [InlineData(-7, 28, "-70000000000000000000000000000")]
    [InlineData(-7, 29, "-7E29")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    [InlineData(10, int.MaxValue, "1E2147483648")]
    [InlineData(1, int.MinValue, "1E-2147483648")]
    public void Value_IsWrittenExactlyAndShortly(long raw, int exponent, string text)
    {
        new MeasuredValue(1, raw, exponent).ToDecimalText().Should().Be(text);
    }

    [Property(MaxTest = 500)]
    public Property EveryValue_IsAJsonNumberThatIsWorthTheSame() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>().Generator.Zip(Gen.Choose(-120, 120)).ToArbitrary(),
            sent =>
            {
                (long raw, int exponent) = sent;
                string text = new MeasuredValue(1, raw, exponent).ToDecimalText();
                using JsonDocument json = JsonDocument.Parse(text);
                return json.RootElement.ValueKind == JsonValueKind.Number && Worth(text) == Worth(raw, exponent);
            });

    [Property(MaxTest = 500)]
    public bool DecimalsOfAScale_AreTheDecimalThatDecimalGives(int raw)
    {
        string text = new MeasuredValue(1, raw, -3).ToDecimalText();
        return decimal.Parse(text, CultureInfo.InvariantCulture) == raw / 1000m;
    }

    // Times 10^400, so that every value here is an integer.
    private static BigInteger Worth(BigInteger raw, int exponent) => raw * BigInteger.Pow(10, 400 + exponent);

    private static BigInteger Worth(string text)
    {
        string[] parts = text.Split('E');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        int places = point < 0 ? 0 : parts[0].Length - point - 1;
        int power = parts.Length == 1 ? 0 : int.Parse(parts[1], CultureInfo.InvariantCulture);
        return Worth(BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), power - places);
    }
}
