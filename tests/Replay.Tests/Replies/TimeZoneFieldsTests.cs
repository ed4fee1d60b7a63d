using System.Globalization;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>What a scale is told of its time zone, from the machine's tz database.</summary>
public sealed class TimeZoneFieldsTests
{
    [Theory]
    // No change at all.
    [InlineData("UTC", "2024-07-01T00:00:00Z", 0, "", 0)]
    [InlineData("Asia/Kolkata", "2024-07-01T00:00:00Z", 19800, "", 0)]
    [InlineData("Asia/Kathmandu", "2024-07-01T00:00:00Z", 20700, "", 0)]
    // North: long before, the second before, the second of it, and after it.
    [InlineData("Europe/Paris", "2024-07-01T12:00:00Z", 7200, "2024-10-27T01:00:00Z", 3600)]
    [InlineData("Europe/Paris", "2024-10-27T00:59:59Z", 7200, "2024-10-27T01:00:00Z", 3600)]
    [InlineData("Europe/Paris", "2024-10-27T01:00:00Z", 3600, "2025-03-30T01:00:00Z", 7200)]
    [InlineData("Europe/Paris", "2024-10-27T01:00:01Z", 3600, "2025-03-30T01:00:00Z", 7200)]
    [InlineData("America/New_York", "2013-03-19T22:12:25Z", -14400, "2013-11-03T06:00:00Z", -18000)]
    [InlineData("America/New_York", "2013-03-10T06:59:59Z", -18000, "2013-03-10T07:00:00Z", -14400)]
    // Winter is the saving time there, by the letter of the law.
    [InlineData("Europe/Dublin", "2024-12-24T00:00:00Z", 0, "2025-03-30T01:00:00Z", 3600)]
    // South, and by half hours.
    [InlineData("Australia/Adelaide", "2024-01-01T00:00:00Z", 37800, "2024-04-06T16:30:00Z", 34200)]
    [InlineData("Australia/Adelaide", "2024-04-06T16:30:00Z", 34200, "2024-10-05T16:30:00Z", 37800)]
    [InlineData("Pacific/Auckland", "2024-12-31T23:59:59Z", 46800, "2025-04-05T14:00:00Z", 43200)]
    [InlineData("Australia/Lord_Howe", "2024-01-01T00:00:00Z", 39600, "2024-04-06T15:00:00Z", 37800)]
    [InlineData("Australia/Lord_Howe", "2024-07-01T00:00:00Z", 37800, "2024-10-05T15:30:00Z", 39600)]
    // Around Ramadan.
    [InlineData("Africa/Casablanca", "2024-02-01T00:00:00Z", 3600, "2024-03-10T02:00:00Z", 0)]
    [InlineData("Africa/Casablanca", "2024-03-20T00:00:00Z", 0, "2024-04-14T02:00:00Z", 3600)]
    // Rules that end: the last change, and none after it.
    [InlineData("America/Sao_Paulo", "2018-12-01T00:00:00Z", -7200, "2019-02-17T02:00:00Z", -10800)]
    [InlineData("America/Sao_Paulo", "2019-02-17T02:00:00Z", -10800, "", 0)]
    // A change of the law, with nothing to do with summer, more than a year ahead and less.
    [InlineData("Asia/Pyongyang", "2016-01-01T00:00:00Z", 30600, "", 0)]
    [InlineData("Asia/Pyongyang", "2017-06-01T00:00:00Z", 30600, "2018-05-04T15:00:00Z", 32400)]
    // Beyond the years that the tz database lists one by one.
    [InlineData("Europe/Paris", "2040-07-01T00:00:00Z", 7200, "2040-10-28T01:00:00Z", 3600)]
    public void Zone_OffsetNextChangeAndOffsetAfter(string zone, string now, int offset, string change, int after)
    {
        var fields = TimeZoneFields.At(TimeZoneInfo.FindSystemTimeZoneById(zone), At(now));

        fields.Should().Be(new TimeZoneFields(offset, change.Length == 0 ? 0 : At(change).ToUnixTimeSeconds(), after));
    }

    [Fact]
    public void ChangeOnTheLastDayOfTheYearAhead_IsSeen()
    {
        TimeZoneInfo paris = TimeZoneInfo.FindSystemTimeZoneById("Asia/Pyongyang");
        DateTimeOffset change = At("2018-05-04T15:00:00Z");

        TimeZoneFields.At(paris, change.AddDays(-365)).NextChange.Should().Be(change.ToUnixTimeSeconds());
        TimeZoneFields.At(paris, change.AddDays(-367)).NextChange.Should().Be(0);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
