namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>dnsmasq.</summary>
internal static class DnsmasqConfig
{
    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of(
            "the file /etc/dnsmasq.d/scaleproxy.conf, then `dnsmasq --test && systemctl restart dnsmasq`",
            "#",
            [.. NameServerRemarks.For(request), .. Lines(request)]),
    ];

    /// <summary>
    /// Two for each domain: <c>address=</c> answers one type of record, and the others would be asked for upstream, where
    /// <c>AAAA</c> and <c>HTTPS</c> may lead past us (so since dnsmasq 2.86); <c>local=</c> keeps them here, empty.
    /// </summary>
    public static IEnumerable<string> Lines(ConfigRequest request) =>
        request.Hosts.Domains.SelectMany(domain => (string[])[$"address=/{domain}/{request.Answer}", $"local=/{domain}/"]);
}
