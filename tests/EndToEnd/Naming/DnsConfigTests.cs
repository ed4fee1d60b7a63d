using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Naming;

public sealed class DnsConfigTests
{
    [Fact]
    public async Task Bind_BothParts_EachUnderItsHeading()
    {
        using var installation = new Installation();

        CommandResult result = await installation.SucceedAsync("dns-config", "--format", "bind", "--answer", "192.168.1.10");

        result.Output.Should().StartWith("// ==== add to /etc/bind/named.conf.local").And.Contain("\n; ==== the file /etc/bind/db.scaleproxy\n").And.Contain("\n@       IN A    192.168.1.10\n");
        result.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Json_TheSamePartsToBeWritten()
    {
        using var installation = new Installation();

        CommandResult result = await installation.SucceedAsync("dns-config", "--format", "pihole", "--answer", "192.168.1.10", "--json");

        JsonElement[] parts = [.. result.Json.EnumerateArray()];
        parts.Should().HaveCount(2);
        parts[0].GetProperty("where").GetString().Should().Contain("/etc/dnsmasq.d/99-scaleproxy.conf");
        parts[0].GetProperty("text").GetString().Should().Contain("\naddress=/withings.net/192.168.1.10\n").And.EndWith("\n");
    }

    [Theory]
    [InlineData("0024E4A1B2C3", "ether saddr 00:24:e4:a1:b2:c3")]
    [InlineData("192.168.1.50", "ip saddr 192.168.1.50")]
    public async Task Scale_ByMacOrAddress(string scale, string match)
    {
        using var installation = new Installation();

        CommandResult result = await installation.SucceedAsync("dns-config", "--format", "nftables", "--answer", "192.168.1.10", "--scale", scale, "--port", "8080");

        result.Output.Should().Contain(match + " ip daddr != 192.168.1.10 tcp dport 80 dnat ip to 192.168.1.10:8080");
    }

    [Theory]
    [InlineData("")]
    [InlineData("--format bind")]
    [InlineData("--answer 192.168.1.10")]
    [InlineData("--format djbdns --answer 192.168.1.10")]
    [InlineData("--format bind --answer 80")]
    [InlineData("--format bind --answer 0.0.0.0")]
    [InlineData("--format bind --answer example.org")]
    [InlineData("--format bind --answer 192.168.1.10 --scale bathroom")]
    [InlineData("--format bind --answer 192.168.1.10 --port 65536")]
    public async Task WrongCommandLine_Status2(string options)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(["dns-config", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        result.Status.Should().Be(2);
        result.Output.Should().BeEmpty();
        result.Error.Should().Contain("--help").And.NotContain("   at ");
    }
}
