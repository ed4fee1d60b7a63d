using System.Net;
using ScaleProxy.Replay.Tests;
using ScaleProxy.Web.Access;

namespace ScaleProxy.Web.Tests.Access;

public sealed class FailedTokensTests
{
    private static readonly IPAddress s_one = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_other = IPAddress.Parse("192.0.2.2");

    private readonly HandClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void TooManyFromOneAddress_ThatOneWaits_UntilTheOldestIsForgotten()
    {
        var failed = new FailedTokens(_clock, perAddress: 2, overall: 100, TimeSpan.FromSeconds(60));
        failed.Add(s_one);
        _clock.Move(TimeSpan.FromSeconds(10));
        failed.Add(s_one);

        failed.WaitOf(s_one).Should().Be(TimeSpan.FromSeconds(50));
        failed.WaitOf(s_other).Should().Be(TimeSpan.Zero);

        _clock.Move(TimeSpan.FromSeconds(50));
        failed.WaitOf(s_one).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void TooManyFromAll_AllWait()
    {
        var failed = new FailedTokens(_clock, perAddress: 2, overall: 3, TimeSpan.FromSeconds(60));
        for (int i = 1; i <= 1000; i++)
        {
            failed.Add(new IPAddress(i));
        }

        failed.WaitOf(s_other).Should().Be(TimeSpan.FromSeconds(60));
        _clock.Move(TimeSpan.FromSeconds(60));
        failed.WaitOf(s_other).Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::2:3:4", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    public void AddressesOfOneNetwork_AreOne(string failing, string asking, bool waits)
    {
        var failed = new FailedTokens(_clock, perAddress: 1, overall: 100, TimeSpan.FromSeconds(60));
        failed.Add(IPAddress.Parse(failing));

        (failed.WaitOf(IPAddress.Parse(asking)) > TimeSpan.Zero).Should().Be(waits);
    }
}
