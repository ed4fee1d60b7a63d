using ScaleProxy.Cli.Doctor;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class RedirectCheckTests
{
    [Theory]
    [InlineData("-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080", 80, 8080)]
    [InlineData("-A PREROUTING -s 192.168.1.50/32 ! -d 192.168.1.10/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.1.10:8080", 80, 8080)]
    [InlineData("-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.1.10", 80, 80)]
    [InlineData("-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination [fd00::10]:8080", 80, 8080)]
    [InlineData("-A PREROUTING -p udp -m udp --dport 53 -j REDIRECT", 53, 53)]
    [InlineData("        tcp dport 80 redirect to :8080", 80, 8080)]
    [InlineData("ip saddr 192.168.1.50 tcp dport 80 counter packets 3 bytes 180 dnat ip to 192.168.1.10:8080", 80, 8080)]
    [InlineData("ip6 saddr fd00::50 tcp dport 80 dnat ip6 to [fd00::10]:8080 # handle 3", 80, 8080)]
    [InlineData("tcp dport 80 dnat to 192.168.1.10", 80, 80)]
    [InlineData("udp dport 53 redirect", 53, 53)]
    public void Rule_IsRead(string line, int port, int to)
    {
        RedirectRules.In("*nat\n:PREROUTING ACCEPT [0:0]\n" + line + "\nCOMMIT\n").Should().Equal(new RedirectRule(port, to, line.Trim()));
    }

    [Theory]
    [InlineData("-A PREROUTING -p tcp -m multiport --dports 80,443 -j REDIRECT --to-ports 8080")]
    [InlineData("tcp dport { 80, 443 } redirect to :8080")]
    public void RuleForSeveralPorts_IsOneForEach(string line)
    {
        RedirectRules.In(line).Select(rule => (rule.Port, rule.ToPort)).Should().Equal((80, 8080), (443, 8080));
    }

    [Theory]
    [InlineData("-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT")]
    [InlineData("-A POSTROUTING -p tcp -m tcp --dport 80 -j MASQUERADE")]
    [InlineData("tcp dport 80 accept")]
    [InlineData("tcp sport 80 redirect to :8080")]
    [InlineData("# tcp redirect")]
    [InlineData("")]
    public void OtherRules_AreNone(string line)
    {
        RedirectRules.In(line).Should().BeEmpty();
    }

    [Theory]
    [InlineData(8080, "tcp dport 80 redirect to :8080", FindingLevel.Ok)]
    [InlineData(80, "tcp dport 80 redirect to :80", FindingLevel.Ok)]
    [InlineData(80, "", FindingLevel.Ok)]
    [InlineData(8080, "tcp dport 443 redirect to :8080", FindingLevel.Bad)]
    [InlineData(8080, "tcp dport 80 redirect to :8081", FindingLevel.Warn)]
    [InlineData(80, "tcp dport 80 redirect to :8081", FindingLevel.Warn)]
    public async Task Requests_MustComeWhereWeListen(int port, string rules, object level)
    {
        (await LookAsync(port, new RuleListing(rules, WhyNot: null)))[0].Level.Should().Be((FindingLevel)level);
    }

    [Theory]
    [InlineData(80, FindingLevel.Ok)]
    [InlineData(8080, FindingLevel.Warn)]
    public async Task RulesCannotBeRead_SaysSo(int port, object level)
    {
        Finding finding = (await LookAsync(port, new RuleListing(Text: null, "the cat has them"))).Should().ContainSingle().Subject;

        finding.Level.Should().Be((FindingLevel)level);
        finding.Text.Should().Contain("cannot be told").And.Contain("the cat has them");
    }

    [Theory]
    [InlineData("udp dport 53 redirect to :53", "port 53 is redirected: udp")]
    [InlineData("", "port 53 is not redirected on this machine")]
    public async Task Questions_AreTold(string rules, string says)
    {
        (await LookAsync(80, new RuleListing(rules, WhyNot: null)))[1].Should().Match<Finding>(finding => finding.Level == FindingLevel.Ok && finding.Text.StartsWith(says));
    }

    private static Task<IReadOnlyList<Finding>> LookAsync(int port, RuleListing rules) =>
        new RedirectCheck(port, _ => Task.FromResult(rules)).RunAsync(CancellationToken.None);
}
