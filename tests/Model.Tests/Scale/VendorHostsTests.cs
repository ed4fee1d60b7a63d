using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public sealed class VendorHostsTests
{
    [Theory]
    [InlineData("scalews.withings.net", true)]
    [InlineData("withings.net", true)]
    [InlineData("SCALEWS.Withings.NET.", true)]
    [InlineData("scalews.withings.net:80", true)]
    [InlineData("api.health.nokia.com", true)]
    [InlineData("health.nokia.com", true)]
    [InlineData("nokia.com", false)]
    [InlineData("notwithings.net", false)]
    [InlineData("withings.net.example.org", false)]
    [InlineData("", false)]
    public void AHostIsTheVendorsWhereItIsOrLiesUnderItsDomains(string host, bool expected) =>
        VendorHosts.Known.Contains(host).Should().Be(expected);

    [Fact]
    public void TheOwnerAddsOthers()
    {
        var hosts = new VendorHosts([".vendor.test."]);

        hosts.Contains("scale.vendor.test").Should().BeTrue();
        hosts.Contains("withings.net").Should().BeTrue();
        hosts.Contains("other.test").Should().BeFalse();
    }
}
