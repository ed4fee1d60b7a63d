namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>Unbound: <c>redirect</c> answers for a domain and all below it, and has nothing but what is given.</summary>
internal static class UnboundConfig
{
    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of(
            "the file /etc/unbound/unbound.conf.d/scaleproxy.conf, then `unbound-checkconf && unbound-control reload`",
            "#",
            [
                .. NameServerRemarks.For(request),
                "server:",
                .. request.Hosts.Domains.SelectMany(domain => (string[])
                [
                    $"    local-zone: \"{domain}.\" redirect",
                    $"    local-data: \"{domain}. 60 IN {request.RecordType} {request.Answer}\"",
                ]),
            ]),
    ];
}
