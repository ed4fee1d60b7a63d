namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>The resolver that scales have built in, for when nobody names them one (read from the firmware of a WS-30).</summary>
internal static class HardCodedResolver
{
    public const string Address = "208.67.222.222";

    /// <summary>For those whose name server is set up now.</summary>
    public static IEnumerable<string> Remarks =>
    [
        $"// A scale may ask {Address}, which is built in, instead of this server. If it does not find ScaleProxy, redirect",
        "// its port 53 on the router: `scaleproxy dns-config --format iptables` (or nftables, openwrt) prints the rules.",
    ];
}
