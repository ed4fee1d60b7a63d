using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleProxy.Cli.Doctor;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class DoctorTests
{
    // No name server outside knows it, so that nothing outside is called.
    private const string Host = "scale.test";

    [Fact]
    public async Task NothingBad_Status0_EveryCheckIsThere()
    {
        using var installation = new Installation();
        (await installation.RunAsync("demo")).Status.Should().Be(0);
        await using DnsServer names = NameServer();
        string resolver = await names.StartAsync(CancellationToken.None);

        CommandResult result = await installation.RunAsync("doctor", "--json", "--host", Host, "--listen", "127.0.0.1:80", "--resolver", resolver, "--expect", "127.0.0.1");

        JsonElement[] findings = [.. result.Json.EnumerateArray()];
        findings.Select(finding => finding.GetProperty("check").GetString()).Distinct()
            .Should().Equal("port", "name", "vendor", "redirect", "clock", "archive", "profile", "feeds");
        findings.Should().Contain(finding => finding.GetProperty("level").GetString() == "ok" && finding.GetProperty("finding").GetString()!.Contains($"{resolver} says that {Host} is 127.0.0.1"));
        findings.Should().Contain(finding => finding.GetProperty("finding").GetString()!.EndsWith("can be answered without its vendor"));

        // What this machine itself is like, its port 80 and its clock, is not up to the test.
        string[] bad = [.. findings.Where(finding => finding.GetProperty("level").GetString() == "bad").Select(finding => finding.GetProperty("check").GetString()!)];
        bad.Should().BeSubsetOf(["port", "clock"]);
        result.Status.Should().Be(bad.Length == 0 ? 0 : 1);
    }

    [Fact]
    public async Task SomethingBad_Status1_CountedInTheLastLine_EachWithItsMend()
    {
        using var installation = new Installation();
        await using DnsServer names = NameServer();
        string resolver = await names.StartAsync(CancellationToken.None);

        CommandResult result = await installation.RunAsync("doctor", "--host", Host, "--listen", "192.0.2.1:80", "--resolver", resolver, "--expect", "192.0.2.1");

        result.Status.Should().Be(1);
        int bad = result.Output.Split('\n').Count(line => line.StartsWith("bad "));
        bad.Should().BeGreaterThanOrEqualTo(2);
        result.ErrorLines[^1].Should().Be($"scaleproxy: {bad} things to mend");
        result.Output.Should().Contain("bad   port      this machine does not have the address 192.0.2.1").And.Contain("                → ");
    }

    [Fact]
    public async Task CheckFails_IsBad_AndTheOthersAreMade()
    {
        var found = new List<string>();

        IReadOnlyList<(string Check, Finding Finding)> findings = await new Examination([new FailingCheck(), new ProfileCheck(_ => throw new UnauthorizedAccessException("not yours"))])
            .RunAsync((check, finding) => found.Add($"{check} {finding.Level} {finding.Text}"), CancellationToken.None);

        found.Should().Equal("failing Bad the disk is gone", "profile Bad not yours");
        findings.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("doctor --resolver 53", "--resolver")]
    [InlineData("doctor --expect here", "--expect")]
    [InlineData("doctor --listen here", "--listen")]
    public async Task WrongValue_Status1_OneLine(string line, string names)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(line.Split(' '));

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(names);
    }

    private static DnsServer NameServer() => new(
        new DnsServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Answer = IPAddress.Loopback, Hosts = new VendorHosts([Host]) },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private sealed class FailingCheck : ICheck
    {
        public string Name => "failing";

        public Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation) => throw new IOException("the disk is gone");
    }
}
