namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>A hosts file, which has no wildcards: the names that scales are known to call, one by one.</summary>
internal static class HostsConfig
{
    // Scales of every age that was seen call this host of one of the vendor's domains.
    private const string ScaleHost = "scalews";

    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of(
            "add to the hosts file of the name server that the scale asks (not of this machine, unless it is that)",
            "#",
            [
                .. NameServerRemarks.For(request),
                "// A hosts file knows no wildcards. If the scale calls another name, add it likewise.",
                .. request.Hosts.Domains.Select(domain => $"{request.Answer} {ScaleHost}.{domain}"),
            ]),
    ];
}
