using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>What is worked out once for many replies must still be right for each.</summary>
public sealed class ReplyClockTests
{
    private static readonly DateTimeOffset s_change = new(2024, 10, 27, 1, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneFields s_before = new(7200, s_change.ToUnixTimeSeconds(), 3600);
    private static readonly TimeZoneFields s_after = new(3600, new DateTimeOffset(2025, 3, 30, 1, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 7200);

    private readonly HandClock _clock = new(s_change.AddMinutes(-2));
    private readonly ReplyClock _replies;

    public ReplyClockTests() => _replies = new ReplyClock(_clock, Serving.Options.TimeZone);

    [Fact]
    public void ChangeBetweenTwoSessions_IsToldAtItsSecond()
    {
        _replies.Fresh().Zone.Should().Be(s_before);
        _clock.Move(TimeSpan.FromSeconds(119));
        _replies.Fresh().Zone.Should().Be(s_before);
        _clock.Move(TimeSpan.FromSeconds(1));
        _replies.Fresh().Zone.Should().Be(s_after);
    }

    [Fact]
    public void ClockSetBack_IsFollowed()
    {
        _clock.Move(TimeSpan.FromMinutes(3));
        _replies.Fresh().Zone.Should().Be(s_after);
        _clock.Move(TimeSpan.FromMinutes(-3));

        FreshFields fresh = _replies.Fresh();

        fresh.Zone.Should().Be(s_before);
        Text.Of(fresh.Date).Should().Be("Sun, 27 Oct 2024 00:58:00 GMT");
    }

    [Fact]
    public void ChangeThatComesIntoSight_IsToldWithinTheHour()
    {
        DateTimeOffset change = new(2018, 5, 4, 15, 0, 0, TimeSpan.Zero);
        var clock = new HandClock(change.AddDays(-367));
        var replies = new ReplyClock(clock, TimeZoneInfo.FindSystemTimeZoneById("Asia/Pyongyang"));

        replies.Fresh().Zone.NextChange.Should().Be(0);
        clock.Move(TimeSpan.FromHours(25));
        replies.Fresh().Zone.NextChange.Should().Be(change.ToUnixTimeSeconds());
    }

    [Fact]
    public void Date_IsThatOfTheSecond()
    {
        Text.Of(_replies.Fresh().Date).Should().Be("Sun, 27 Oct 2024 00:58:00 GMT");
        _clock.Move(TimeSpan.FromMilliseconds(999));
        Text.Of(_replies.Fresh().Date).Should().Be("Sun, 27 Oct 2024 00:58:00 GMT");
        _clock.Move(TimeSpan.FromMilliseconds(1));
        Text.Of(_replies.Fresh().Date).Should().Be("Sun, 27 Oct 2024 00:58:01 GMT");
    }
}
