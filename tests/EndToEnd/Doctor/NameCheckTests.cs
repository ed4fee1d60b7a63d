using System.Net;
using ScaleProxy.Cli.Doctor;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class NameCheckTests
{
    private static readonly IPAddress s_here = IPAddress.Parse("192.0.2.10");

    [Fact]
    public async Task LeadsHere_Ok()
    {
        (await LookAsync(null, ["192.0.2.10"])).Should().Equal(FindingLevel.Ok);
    }

    [Fact]
    public async Task OneOfTwoLeadsHere_IsEnough()
    {
        (await LookAsync(null, ["198.51.100.1"], ["192.0.2.10"])).Should().Equal(FindingLevel.Warn, FindingLevel.Ok);
    }

    [Fact]
    public async Task NoneLeadsHere_Bad()
    {
        (await LookAsync(null, ["198.51.100.1"], [])).Should().Equal(FindingLevel.Warn, FindingLevel.Warn, FindingLevel.Bad);
    }

    [Fact]
    public async Task SomeAddressesLeadElsewhere_IsNotEnough()
    {
        (await LookAsync(null, ["192.0.2.10", "2001:db8::1"])).Should().Equal(FindingLevel.Warn, FindingLevel.Bad);
    }

    [Fact]
    public async Task Loopback_IsTheScaleItself_SoNotEnough()
    {
        (await LookAsync(null, ["127.0.0.1"])).Should().Equal(FindingLevel.Warn, FindingLevel.Bad);
    }

    [Theory]
    [InlineData("198.51.100.1", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.0.2.10", false)]
    public async Task Expected_NoOtherIsRight(string address, bool isRight)
    {
        IPAddress expected = IPAddress.Parse(isRight ? address : "198.51.100.1");

        (await LookAsync(expected, [address]))[0].Should().Be(isRight ? FindingLevel.Ok : FindingLevel.Warn);
    }

    private static async Task<IReadOnlyList<FindingLevel>> LookAsync(IPAddress? expected, params string[][] resolvers)
    {
        var check = new NameCheck(
            "scalews.withings.net",
            [.. resolvers.Select((addresses, i) => new FixedResolver(addresses).Named($"resolver {i}"))],
            expected,
            address => address.Equals(s_here) || IPAddress.IsLoopback(address));
        IReadOnlyList<Finding> findings = await check.RunAsync(CancellationToken.None);
        findings.Should().OnlyContain(finding => finding.Level == FindingLevel.Ok || finding.Mend != null);
        return [.. findings.Select(finding => finding.Level)];
    }
}
