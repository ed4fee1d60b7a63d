namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>Pi-hole, which is dnsmasq inside: a file up to version 5, a setting since version 6.</summary>
internal static class PiholeConfig
{
    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of(
            "Pi-hole 5: the file /etc/dnsmasq.d/99-scaleproxy.conf, then `pihole restartdns`",
            "#",
            [.. NameServerRemarks.For(request), .. DnsmasqConfig.Lines(request)]),
        ConfigPart.Of(
            "Pi-hole 6: run this, or enter the lines above under Settings > All settings > Miscellaneous > misc.dnsmasq_lines",
            "#",
            "// It replaces the lines that are there; `pihole-FTL --config misc.dnsmasq_lines` shows them.",
            $"pihole-FTL --config misc.dnsmasq_lines '[{string.Join(", ", DnsmasqConfig.Lines(request).Select(line => $"\"{line}\""))}]'"),
    ];
}
