using System.Globalization;
using System.Text;
using ScaleProxy.Capture.History;

namespace ScaleProxy.Capture.Tests.History;

public sealed class LocalTimeTests
{
    private static readonly TimeZoneInfo s_paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    [Theory]
    [InlineData("2026-01-31 07:30:15", "", "2026-01-31T06:30:15Z", 1)]
    [InlineData("2026-01-31T07:30:15", "", "2026-01-31T06:30:15Z", 1)]
    [InlineData("2026-07-31 07:30:15", "", "2026-07-31T05:30:15Z", 1)]
    [InlineData("2014-02-13 6:04 Uhr", "", "2014-02-13T05:04:00Z", 60)]
    [InlineData("2021-04-18 11:51", "", "2021-04-18T09:51:00Z", 60)]
    [InlineData("2014-02-13 6:04 PM", "", "2014-02-13T17:04:00Z", 60)]
    [InlineData("31.01.2026 07:30", "", "2026-01-31T06:30:00Z", 60)]
    [InlineData("31.01.2026 7:30:15", "", "2026-01-31T06:30:15Z", 1)]
    [InlineData("2026-01-31", "07:30:15.123", "2026-01-31T06:30:15Z", 1)]
    [InlineData("2026-01-31", "07:30", "2026-01-31T06:30:00Z", 60)]
    [InlineData("2026-01-31T07:30:15+02:00", "", "2026-01-31T05:30:15Z", 1)]
    [InlineData("2026-01-31T07:30:15Z", "", "2026-01-31T07:30:15Z", 1)]
    public void Written_Read(string date, string time, string moment, int precision)
    {
        Read(date, time).Should().Be(new LocalTime(Unix(moment), null, precision, IsSkipped: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-31")]
    [InlineData("2026-02-30 07:30:00")]
    [InlineData("31/01/2026 07:30")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("9999-12-31 23:59:59")]
    [InlineData("next week, perhaps, if nothing comes in between")]
    [InlineData("2026-01-31 07:30:00é")]
    public void NoTime_Refused(string date) =>
        LocalTime.TryParse(Encoding.UTF8.GetBytes(date), default, slashesAreDayFirst: false, s_paris, out _).Should().BeFalse();

    [Fact]
    public void Slashes_WhereTheDayComesFirst()
    {
        LocalTime.TryParse("03/04/2026 07:30"u8, default, slashesAreDayFirst: true, TimeZoneInfo.Utc, out LocalTime read).Should().BeTrue();

        read.First.Should().Be(Unix("2026-04-03T07:30:00Z"));
    }

    [Fact]
    public void HourThatComesTwice_TheFirst_AndTheOtherIsKept()
    {
        // Clocks go from 03:00 back to 02:00 on 2026-10-25.
        Read("2026-10-25 02:30:00").Should().Be(new LocalTime(Unix("2026-10-25T00:30:00Z"), Unix("2026-10-25T01:30:00Z"), 1, IsSkipped: false));
        Read("2026-10-25 01:59:59").Second.Should().BeNull();
        Read("2026-10-25 03:00:00").Second.Should().BeNull();
    }

    [Fact]
    public void HourThatIsMissing_ByTheClockOfTheDayBefore_AndSaidToBeOdd()
    {
        // Clocks go from 02:00 forward to 03:00 on 2026-03-29.
        Read("2026-03-29 02:30:00").Should().Be(new LocalTime(Unix("2026-03-29T01:30:00Z"), null, 1, IsSkipped: true));
        Read("2026-03-29 03:00:00").Should().Be(new LocalTime(Unix("2026-03-29T01:00:00Z"), null, 1, IsSkipped: false));
    }

    [Fact]
    public void SouthernHemisphere_HalfAnHourOfSummerTime()
    {
        TimeZoneInfo lordHowe = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe");

        LocalTime.TryParse("2026-04-05 01:45:00"u8, default, slashesAreDayFirst: false, lordHowe, out LocalTime twice).Should().BeTrue();
        LocalTime.TryParse("2026-10-04 02:15:00"u8, default, slashesAreDayFirst: false, lordHowe, out LocalTime missing).Should().BeTrue();

        (twice.Second - twice.First).Should().Be(1800);
        missing.IsSkipped.Should().BeTrue();
        missing.First.Should().Be(Unix("2026-10-03T15:45:00Z"));
    }

    private static LocalTime Read(string date, string time = "")
    {
        LocalTime.TryParse(Encoding.UTF8.GetBytes(date), Encoding.UTF8.GetBytes(time), slashesAreDayFirst: false, s_paris, out LocalTime read).Should().BeTrue();
        return read;
    }

    private static long Unix(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
