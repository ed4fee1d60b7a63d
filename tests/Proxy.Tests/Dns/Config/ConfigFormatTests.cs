using System.Net;
using System.Text.Json;
using ScaleProxy.Proxy.Dns.Config;

namespace ScaleProxy.Proxy.Tests.Dns.Config;

public sealed class ConfigFormatTests
{
    private static readonly string[] s_domains = ["withings.net", "withings.com", "health.nokia.com"];

    public static TheoryData<string> Formats => [.. ConfigFormat.Names];

    [Fact]
    public void Formats_AreThoseThatWerePromised()
    {
        ConfigFormat.Names.Should().BeEquivalentTo("bind", "dnsmasq", "unbound", "pihole", "hosts", "openwrt", "iptables", "nftables");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Remarks_AreMarkedAsSuchEverywhere(string format)
    {
        foreach (ConfigPart part in ConfigFormat.Write(format, Request() with { Port = 8080 }))
        {
            part.Lines.Should().NotContain(line => line.Contains("ScaleProxy", StringComparison.Ordinal) && !IsRemark(part, line) && !line.Contains("uci", StringComparison.Ordinal));
            part.Lines.Where(line => part.CommentMark != "//").Should().NotContain(line => line.StartsWith("//", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("bind")]
    [InlineData("dnsmasq")]
    [InlineData("unbound")]
    [InlineData("pihole")]
    [InlineData("hosts")]
    public void NameServers_TellOfTheBuiltInResolver_AndOfAnotherPort(string format)
    {
        Text(format, Request()).Should().Contain("208.67.222.222").And.NotContain("REDIRECT");
        Text(format, Request() with { Port = 8080 }).Should().Contain("-d 192.168.1.10 -p tcp --dport 80 -j REDIRECT --to-ports 8080");
    }

    [Theory]
    [InlineData("192.168.1.10", "A")]
    [InlineData("fd00::10", "AAAA")]
    public void Bind_AZoneForEachDomain_WithAllThatAZoneNeeds(string answer, string type)
    {
        IReadOnlyList<ConfigPart> parts = ConfigFormat.Write("bind", Request(answer));

        Active(parts[0]).Should().Equal(s_domains.Select(domain => $$"""zone "{{domain}}" { type primary; file "/etc/bind/db.scaleproxy"; };"""));
        parts[1].Where.Should().Contain("/etc/bind/db.scaleproxy");
        string[][] records = [.. Active(parts[1]).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        records[0].Should().Equal("$TTL", "60");
        records[1].Should().StartWith(["@", "IN", "SOA"]);
        records[2].Should().Equal("IN", "NS", "ns");
        records[3..].Should().BeEquivalentTo((string[][])[["@", "IN", type, answer], ["ns", "IN", type, answer], ["*", "IN", type, answer]]);
    }

    [Fact]
    public void Dnsmasq_EachDomain_AnsweredAndNeverAskedForUpstream()
    {
        Active(ConfigFormat.Write("dnsmasq", Request()).Single())
            .Should().Equal(s_domains.SelectMany(domain => (string[])[$"address=/{domain}/192.168.1.10", $"local=/{domain}/"]));
    }

    [Fact]
    public void Pihole_BothVersionsGetTheSameLines()
    {
        IReadOnlyList<ConfigPart> parts = ConfigFormat.Write("pihole", Request());

        string command = Active(parts[1]).Single();
        command.Should().StartWith("pihole-FTL --config misc.dnsmasq_lines '[").And.EndWith("]'");
        using JsonDocument lines = JsonDocument.Parse(command.Split('\'')[1]);
        lines.RootElement.EnumerateArray().Select(line => line.GetString()).Should().Equal(Active(parts[0]));
        Active(parts[0]).Should().Equal(Active(ConfigFormat.Write("dnsmasq", Request()).Single()));
    }

    [Theory]
    [InlineData("192.168.1.10", "A")]
    [InlineData("fd00::10", "AAAA")]
    public void Unbound_EachDomain_RedirectedWithItsData(string answer, string type)
    {
        Active(ConfigFormat.Write("unbound", Request(answer)).Single()).Should().Equal(
        [
            "server:",
            .. s_domains.SelectMany(domain => (string[])[$"    local-zone: \"{domain}.\" redirect", $"    local-data: \"{domain}. 60 IN {type} {answer}\""]),
        ]);
    }

    [Fact]
    public void Hosts_NamesOneByOne_AndSaysThatThereAreNoWildcards()
    {
        Active(ConfigFormat.Write("hosts", Request()).Single()).Should().Equal(s_domains.Select(domain => $"192.168.1.10 scalews.{domain}"));
        Text("hosts", Request()).Should().Contain("no wildcards");
    }

    [Fact]
    public void OpenWrt_MayBeRunTwice()
    {
        IReadOnlyList<string> lines = [.. ConfigFormat.Write("openwrt", Request()).SelectMany(Active)];

        string[] added = [.. lines.Where(line => line.StartsWith("uci add_list ", StringComparison.Ordinal))];
        added.Should().HaveCount(6);
        foreach (string line in added)
        {
            lines.Should().ContainInOrder(line.Replace("uci add_list", "uci -q del_list", StringComparison.Ordinal), line);
        }

        lines.Should().ContainInOrder("uci commit dhcp", "uci -q delete firewall.scaleproxy_dns", "uci set firewall.scaleproxy_dns='redirect'", "uci commit firewall");
        lines.Should().NotContain(line => line.Contains(" add ", StringComparison.Ordinal), "an unnamed section would be added each time");
    }

    [Theory]
    [InlineData(null, null, "src_dip='208.67.222.222'", "ipv4")]
    [InlineData("192.168.1.50", null, "src_ip='192.168.1.50'", "ipv4")]
    [InlineData("fd00::50", null, "src_ip='fd00::50'", "ipv6")]
    [InlineData(null, "00:24:e4:a1:b2:c3", "src_mac='00:24:e4:a1:b2:c3'", "ipv4")]
    public void OpenWrt_WhoseQuestionsAreRedirected(string? address, string? mac, string match, string family)
    {
        string text = Text("openwrt", Request() with { ScaleAddress = address is null ? null : IPAddress.Parse(address), ScaleMac = mac });

        text.Should().Contain("firewall.scaleproxy_dns." + match).And.Contain($"family='{family}'").And.Contain("src_dport='53'").And.Contain("proto='tcp udp'");
        text.Split("src_").Should().HaveCount(1 + 2, "one match besides the port's");
    }

    [Theory]
    [InlineData("192.168.1.10", null, null, "iptables -t nat -A PREROUTING ! -s 192.168.1.10 -d 208.67.222.222 ")]
    [InlineData("fd00::10", null, null, "iptables -t nat -A PREROUTING -d 208.67.222.222 ")]
    [InlineData("192.168.1.10", "192.168.1.50", null, "iptables -t nat -A PREROUTING -s 192.168.1.50 ")]
    [InlineData("192.168.1.10", "fd00::50", null, "ip6tables -t nat -A PREROUTING -s fd00::50 ")]
    [InlineData("192.168.1.10", null, "00:24:e4:a1:b2:c3", "iptables -t nat -A PREROUTING -m mac --mac-source 00:24:e4:a1:b2:c3 ")]
    public void Iptables_Questions_OverUdpAndTcp_ToTheRouter(string answer, string? address, string? mac, string begins)
    {
        ConfigPart part = ConfigFormat.Write("iptables", Request(answer, address, mac)).Single();

        Active(part).Where(line => line.Contains("--dport 53", StringComparison.Ordinal)).Should().Equal(
            begins + "-p udp --dport 53 -j REDIRECT --to-ports 53",
            begins + "-p tcp --dport 53 -j REDIRECT --to-ports 53");
    }

    [Theory]
    [InlineData("192.168.1.10", "192.168.1.50", "iptables", "-s 192.168.1.50", "192.168.1.10:8080")]
    [InlineData("fd00::10", "fd00::50", "ip6tables", "-s fd00::50", "[fd00::10]:8080")]
    public void Iptables_RequestsOfTheScale_ToUs_AndRepliesBackThroughTheRouter(string answer, string scale, string program, string match, string target)
    {
        ConfigPart part = ConfigFormat.Write("iptables", Request(answer, scale) with { Port = 8080 }).Single();

        Active(part)[2..].Should().Equal(
            $"{program} -t nat -A PREROUTING {match} ! -d {answer} -p tcp --dport 80 -j DNAT --to-destination {target}",
            $"{program} -t nat -A POSTROUTING -d {answer} -p tcp --dport 8080 -m conntrack --ctstate DNAT -j MASQUERADE");
        part.Lines.Should().Contain($"# {program} -t nat -A PREROUTING {match} -p tcp --dport 80 -j REDIRECT --to-ports 8080");
    }

    [Theory]
    [InlineData("iptables", "192.168.1.10", null)]
    [InlineData("iptables", "192.168.1.10", "fd00::50")]
    [InlineData("nftables", "192.168.1.10", null)]
    [InlineData("nftables", "fd00::10", "192.168.1.50")]
    public void ScaleUnknown_NobodysPort80IsTouched(string format, string answer, string? scale)
    {
        ConfigPart part = ConfigFormat.Write(format, Request(answer, scale)).Single();

        Active(part).Should().NotContain(line => line.Contains("dport 80", StringComparison.Ordinal));
        part.Lines.Should().Contain(line => line.Contains("dport 80", StringComparison.Ordinal)).And.Contain(line => line.Contains("--scale", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("192.168.1.10", null, null, "ip saddr != 192.168.1.10 ip daddr 208.67.222.222")]
    [InlineData("192.168.1.10", "192.168.1.50", null, "ip saddr 192.168.1.50")]
    [InlineData("fd00::10", "fd00::50", null, "ip6 saddr fd00::50")]
    [InlineData("192.168.1.10", null, "00:24:e4:a1:b2:c3", "ether saddr 00:24:e4:a1:b2:c3")]
    public void Nftables_Questions_ToTheRouter_InATableThatIsReplaced(string answer, string? address, string? mac, string match)
    {
        ConfigPart part = ConfigFormat.Write("nftables", Request(answer, address, mac)).Single();

        Active(part)[..3].Should().Equal("table inet scaleproxy", "delete table inet scaleproxy", "table inet scaleproxy {");
        Active(part).Should().Contain($"        {match} meta l4proto {{ tcp, udp }} th dport 53 redirect to :53");
        string text = string.Concat(part.Lines);
        text.Count(c => c == '{').Should().Be(text.Count(c => c == '}'));
    }

    [Theory]
    [InlineData("192.168.1.10", "192.168.1.50", "ip", "192.168.1.10:8080")]
    [InlineData("fd00::10", "fd00::50", "ip6", "[fd00::10]:8080")]
    public void Nftables_RequestsOfTheScale_ToUs_AndRepliesBackThroughTheRouter(string answer, string scale, string family, string target)
    {
        Active(ConfigFormat.Write("nftables", Request(answer, scale) with { Port = 8080 }).Single()).Should().ContainInOrder(
            $"        {family} saddr {scale} {family} daddr != {answer} tcp dport 80 dnat {family} to {target}",
            "        type nat hook postrouting priority srcnat; policy accept;",
            $"        ct status dnat {family} daddr {answer} masquerade");
    }

    [Fact]
    public void UnknownFormat_IsNamed()
    {
        Action write = () => ConfigFormat.Write("djbdns", Request());

        write.Should().Throw<ArgumentException>().WithMessage("*djbdns*bind*");
    }

    [InstalledTheory("named-checkzone")]
    [InlineData("192.168.1.10")]
    [InlineData("fd00::10")]
    public async Task Bind_TakesIt(string answer)
    {
        IReadOnlyList<ConfigPart> parts = ConfigFormat.Write("bind", Request(answer));

        await InstalledTool.TakesAsync("named-checkconf", parts[0].Lines, file => [file]);
        foreach (string domain in s_domains)
        {
            await InstalledTool.TakesAsync("named-checkzone", parts[1].Lines, file => [domain, file]);
        }
    }

    [InstalledTheory("dnsmasq")]
    [InlineData("dnsmasq")]
    [InlineData("pihole")]
    public async Task Dnsmasq_TakesIt(string format)
    {
        await InstalledTool.TakesAsync("dnsmasq", ConfigFormat.Write(format, Request())[0].Lines, file => ["--test", "-C", file]);
    }

    [InstalledTheory("unbound-checkconf")]
    [InlineData("192.168.1.10")]
    [InlineData("fd00::10")]
    public async Task Unbound_TakesIt(string answer)
    {
        await InstalledTool.TakesAsync("unbound-checkconf", ConfigFormat.Write("unbound", Request(answer)).Single().Lines, file => [file]);
    }

    private static ConfigRequest Request(string answer = "192.168.1.10", string? scale = null, string? mac = null) => new()
    {
        Answer = IPAddress.Parse(answer),
        ScaleAddress = scale is null ? null : IPAddress.Parse(scale),
        ScaleMac = mac,
    };

    private static string Text(string format, ConfigRequest request) =>
        string.Concat(ConfigFormat.Write(format, request).SelectMany(part => part.Lines).Select(line => line + "\n"));

    private static bool IsRemark(ConfigPart part, string line) => line.TrimStart().StartsWith(part.CommentMark, StringComparison.Ordinal);

    private static string[] Active(ConfigPart part) => [.. part.Lines.Where(line => line.Length > 0 && !IsRemark(part, line))];
}
