using System.Net;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Proxy.Tests.Tls;

public sealed class TlsRefusalsTests
{
    private const string Name = "scalews.withings.net";

    private static readonly IPAddress s_scale = IPAddress.Parse("192.168.1.7");
    private static readonly IPAddress s_other = IPAddress.Parse("192.168.1.8");

    [Fact]
    public void ThreeTimes_PassedThrough_ThatClientAndNameAlone()
    {
        var refusals = new TlsRefusals();

        refusals.Refuse(s_scale, Name).Should().Be(1);
        refusals.Refuse(s_scale, Name).Should().Be(2);
        refusals.PassesThrough(s_scale, Name).Should().BeFalse();
        refusals.Refuse(s_scale, Name).Should().Be(3);

        refusals.PassesThrough(s_scale, Name).Should().BeTrue();
        refusals.PassesThrough(s_scale, "other.withings.net").Should().BeFalse();
        refusals.PassesThrough(s_other, Name).Should().BeFalse();
    }

    [Fact]
    public void AcceptedInBetween_CountedAnew()
    {
        var refusals = new TlsRefusals();
        refusals.Refuse(s_scale, Name);
        refusals.Refuse(s_scale, Name);

        refusals.Accept(s_scale, Name);

        refusals.Refuse(s_scale, Name).Should().Be(1);
        refusals.PassesThrough(s_scale, Name).Should().BeFalse();
    }

    [Fact]
    public void MoreThanRemembered_LeastLatelySeenForgotten()
    {
        var refusals = new TlsRefusals(capacity: 2);
        for (int i = 0; i < TlsRefusals.Enough; i++)
        {
            refusals.Refuse(s_scale, Name);
        }

        refusals.Refuse(s_other, Name);
        refusals.PassesThrough(s_scale, Name).Should().BeTrue();
        refusals.Refuse(s_other, "third.withings.net");

        refusals.PassesThrough(s_scale, Name).Should().BeTrue("it was seen after the other one");
        refusals.Refuse(s_other, Name).Should().Be(1);
    }
}
