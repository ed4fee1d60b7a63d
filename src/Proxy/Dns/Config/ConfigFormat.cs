namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>The kinds of name servers and firewalls that we know how to set up so that a scale finds us.</summary>
public static class ConfigFormat
{
    private static readonly Dictionary<string, Func<ConfigRequest, IEnumerable<ConfigPart>>> s_formats = new(StringComparer.Ordinal)
    {
        ["bind"] = BindConfig.Write,
        ["dnsmasq"] = DnsmasqConfig.Write,
        ["unbound"] = UnboundConfig.Write,
        ["pihole"] = PiholeConfig.Write,
        ["hosts"] = HostsConfig.Write,
        ["openwrt"] = OpenWrtConfig.Write,
        ["iptables"] = IptablesConfig.Write,
        ["nftables"] = NftablesConfig.Write,
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_formats.Keys];

    /// <summary>Says what to put where.</summary>
    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <param name="request">What for.</param>
    public static IReadOnlyList<ConfigPart> Write(string format, ConfigRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return s_formats.TryGetValue(format, out Func<ConfigRequest, IEnumerable<ConfigPart>>? write)
            ? [.. write(request)]
            : throw new ArgumentException($"'{format}' is none of {string.Join(", ", Names)}", nameof(format));
    }
}
