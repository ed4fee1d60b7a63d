using System.Globalization;
using System.Text.RegularExpressions;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Finds redirects in what <c>iptables-save</c> and <c>nft list ruleset</c> print.</summary>
internal static partial class RedirectRules
{
    /// <summary>The redirects, in order.</summary>
    /// <param name="text">What the programs printed, one rule a line.</param>
    public static IReadOnlyList<RedirectRule> In(string text)
    {
        var rules = new List<RedirectRule>();
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Match rule = Iptables().Match(line);
            rule = rule.Success ? rule : Nftables().Match(line);
            if (rule.Success)
            {
                // A set of ports: each of them is sent to the same one.
                foreach (string port in rule.Groups["port"].Value.Split(',', StringSplitOptions.TrimEntries))
                {
                    if (Number(port) is { } from)
                    {
                        rules.Add(new RedirectRule(from, Number(rule.Groups["to"].Value) ?? from, line));
                    }
                }
            }
        }

        return rules;
    }

    private static int? Number(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number : null;

    // -A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080
    // -A PREROUTING -p tcp -m multiport --dports 80,443 -j DNAT --to-destination 192.168.1.10:8080
    [GeneratedRegex(@"^-A .*--dports? (?<port>[\d,]+) .*-j (REDIRECT( --to-ports (?<to>\d+))?|DNAT --to-destination \S*?(:(?<to>\d+))?)( |$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Iptables();

    // ip saddr 192.168.1.50 tcp dport 80 counter packets 0 bytes 0 dnat ip to 192.168.1.10:8080
    // meta l4proto { tcp, udp } th dport { 53, 853 } redirect to :53
    [GeneratedRegex(@"\bdport (\{ ?)?(?<port>\d+(, \d+)*)( ?\})? .*?\b(redirect( to :(?<to>\d+))?|dnat( ip6?)? to \S*?(:(?<to>\d+))?)( |$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Nftables();
}
