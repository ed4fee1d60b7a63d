namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>BIND 9: a zone for each of the vendor's domains, all from one file.</summary>
internal static class BindConfig
{
    private const string ZoneFile = "/etc/bind/db.scaleproxy";

    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of(
            "add to /etc/bind/named.conf.local, then `named-checkconf && rndc reconfig`",
            "//",
            [.. NameServerRemarks.For(request), .. request.Hosts.Domains.Select(domain => $$"""zone "{{domain}}" { type primary; file "{{ZoneFile}}"; };""")]),
        ConfigPart.Of(
            $"the file {ZoneFile}",
            ";",
            // An answer of 60 s, so that a scale soon notices when it is taken away; no other record, so that AAAA and HTTPS are empty.
            "$TTL 60",
            "@       IN SOA  ns hostmaster ( 1 3600 600 86400 60 )",
            "        IN NS   ns",
            Record("@", request),
            Record("ns", request),
            Record("*", request)),
    ];

    private static string Record(string name, ConfigRequest request) => $"{name,-7} IN {request.RecordType,-4} {request.Answer}";
}
