namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>nftables: the same rules as <see cref="IptablesConfig"/>, in a table of their own that is replaced as a whole.</summary>
internal static class NftablesConfig
{
    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of(
            "the file /etc/nftables.d/scaleproxy.nft on the router; `nft -f` on it, as root, puts it into force",
            "#",
            [
                "table inet scaleproxy",
                "delete table inet scaleproxy",
                "table inet scaleproxy {",
                "    chain prerouting {",
                "        type nat hook prerouting priority dstnat; policy accept;",
                .. Rules([.. Questions(request), .. Requests(request)]),
                "    }",
                "    chain postrouting {",
                "        type nat hook postrouting priority srcnat; policy accept;",
                .. Rules(["// What is sent back into the network it came from must seem to come from the router", $"ct status dnat {Family(request)} daddr {request.Answer} masquerade"]),
                "    }",
                "}",
            ]),
    ];

    private static IEnumerable<string> Questions(ConfigRequest request)
    {
        string asked = request.ScaleMac is null && request.ScaleAddress is null
            ? (request.AnswersIPv6 ? string.Empty : $"ip saddr != {request.Answer} ") + "ip daddr " + HardCodedResolver.Address
            : Scale(request);
        yield return $"// Questions for names, whomever they are for (a scale may ask {HardCodedResolver.Address}, which is built in): to this router's name server";
        yield return $"{asked} meta l4proto {{ tcp, udp }} th dport 53 redirect to :53";
        if (request.ScaleHasIPv6 == request.AnswersIPv6)
        {
            yield return "// or instead, where ScaleProxy answers names itself (`learn --dns`):";
            yield return $"// {asked} meta l4proto {{ tcp, udp }} th dport 53 dnat {Family(request)} to {request.AnswerAt(53)}";
        }
    }

    private static IEnumerable<string> Requests(ConfigRequest request)
    {
        string off = request.CanRedirectRequests ? string.Empty : "// ";
        string scale = request.CanRedirectRequests ? Scale(request) : $"{Family(request)} saddr SCALE";
        yield return request.CanRedirectRequests
            ? "// Requests of the scale, should it call an address without asking for it: to ScaleProxy"
            : $"// Requests, should the scale call an address without asking for it; give --scale with its IPv{(request.AnswersIPv6 ? 6 : 4)} or MAC address, as others need port {ConfigRequest.ScalePort} too:";
        yield return $"{off}{scale} {Family(request)} daddr != {request.Answer} tcp dport {ConfigRequest.ScalePort} dnat {Family(request)} to {request.AnswerAt(request.Port)}";
        yield return "// or instead, where ScaleProxy runs on this router (`learn --transparent` needs it so):";
        yield return $"// {scale} tcp dport {ConfigRequest.ScalePort} redirect to :{request.Port}";
    }

    private static string Scale(ConfigRequest request) =>
        request.ScaleMac is { } mac ? $"ether saddr {mac}" : $"{(request.ScaleHasIPv6 ? "ip6" : "ip")} saddr {request.ScaleAddress}";

    private static string Family(ConfigRequest request) => request.AnswersIPv6 ? "ip6" : "ip";

    private static IEnumerable<string> Rules(IEnumerable<string> lines) =>
        lines.Select(line => line.StartsWith("// ", StringComparison.Ordinal) ? "        #" + line[2..] : "        " + line);
}
