using ScaleProxy.Replay.Tests;
using ScaleProxy.Web.Access;

namespace ScaleProxy.Web.Tests.Access;

public sealed class SessionsTests
{
    private readonly HandClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void OneMoreThanMayBe_TheFirstEnds()
    {
        var sessions = new Sessions(_clock, max: 2, TimeSpan.FromDays(1));
        string first = sessions.Begin();
        string second = sessions.Begin();
        string third = sessions.Begin();

        sessions.Has(first).Should().BeFalse();
        sessions.Has(second).Should().BeTrue();
        sessions.Has(third).Should().BeTrue();
    }

    [Fact]
    public void AfterItsTime_ItEnds()
    {
        var sessions = new Sessions(_clock, max: 2, TimeSpan.FromDays(1));
        string session = sessions.Begin();
        _clock.Move(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        sessions.Has(session).Should().BeTrue();

        _clock.Move(TimeSpan.FromSeconds(1));

        sessions.Has(session).Should().BeFalse();
    }
}
