using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Tests.People;

public sealed class AgeTests
{
    [Theory]
    [InlineData("1983-03-20", "2014-03-20", 31.0)]
    [InlineData("1983-03-20", "2014-03-19", 30.99726)]
    [InlineData("1983-03-20", "1983-03-20", 0.0)]
    [InlineData("1983-03-21", "1983-03-20", null)]
    [InlineData("2000-02-29", "2001-02-28", 1.0)]
    [InlineData("2000-02-29", "2001-02-27", 0.99726)]
    [InlineData("2000-02-29", "2004-02-28", 3.99727)]
    [InlineData("2000-02-29", "2004-02-29", 4.0)]
    [InlineData("2000-01-01", "9999-12-31", null)]
    public void Years_CountUpAtTheBirthday(string born, string on, double? years)
    {
        (Age.Of(Day(born), Day(on)) is { } age ? (double?)decimal.Round(age, 5) : null).Should().Be(years);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "O", null);
}
