using System.Globalization;

namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>OpenWrt: its dnsmasq, and its firewall's redirect of port 53, by <c>uci</c>. To run it again changes nothing.</summary>
internal static class OpenWrtConfig
{
    private const string Redirect = "firewall.scaleproxy_dns";

    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of("run on the router, to answer the vendor's names", "#", [.. Names(request), "uci commit dhcp", "service dnsmasq restart"]),
        ConfigPart.Of(
            $"run on the router, so that a scale that asks {HardCodedResolver.Address}, which is built in, is answered too",
            "#",
            [
                $"uci -q delete {Redirect}",
                $"uci set {Redirect}='redirect'",
                .. Options(request).Select(option => string.Create(CultureInfo.InvariantCulture, $"uci set {Redirect}.{option.Name}='{option.Value}'")),
                "uci commit firewall",
                "service firewall restart",
            ]),
    ];

    private static IEnumerable<string> Names(ConfigRequest request)
    {
        foreach (string domain in request.Hosts.Domains)
        {
            foreach ((string list, string value) in ((string, string)[])[("address", $"/{domain}/{request.Answer}"), ("server", $"/{domain}/")])
            {
                yield return $"uci -q del_list dhcp.@dnsmasq[0].{list}='{value}'";
                yield return $"uci add_list dhcp.@dnsmasq[0].{list}='{value}'";
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Options(ConfigRequest request)
    {
        yield return ("name", "ScaleProxy-DNS");
        yield return ("family", request.ScaleHasIPv6 ? "ipv6" : "ipv4");
        yield return ("src", "lan");
        yield return request switch
        {
            { ScaleMac: { } mac } => ("src_mac", mac),
            { ScaleAddress: { } address } => ("src_ip", address.ToString()),
            // Whoever asks there, which may be more than the scale, is answered by the router.
            _ => ("src_dip", HardCodedResolver.Address),
        };
        yield return ("proto", "tcp udp");
        yield return ("src_dport", "53");
        yield return ("dest_port", "53");
        yield return ("target", "DNAT");
    }
}
