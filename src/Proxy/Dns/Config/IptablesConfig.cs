namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>
/// iptables, on the router that the scale's packets pass. Questions go to the router's own name server, which has been
/// set up to answer with us; requests, where the scale is known, to us. A request that is sent back into the network it
/// came from must seem to come from the router: else the reply would reach the scale from an address that it never called.
/// </summary>
internal static class IptablesConfig
{
    public static IEnumerable<ConfigPart> Write(ConfigRequest request) =>
    [
        ConfigPart.Of("run as root on the router; the rules hold until it restarts (`iptables-save` keeps them)", "#", [.. Questions(request), .. Requests(request)]),
    ];

    private static IEnumerable<string> Questions(ConfigRequest request)
    {
        string tables = request.ScaleHasIPv6 ? "ip6tables" : "iptables";
        // The name server must still get out where it stands behind this router itself.
        string asked = request.ScaleMac is null && request.ScaleAddress is null
            ? (request.AnswersIPv6 ? string.Empty : $"! -s {request.Answer} ") + "-d " + HardCodedResolver.Address
            : Scale(request);
        yield return $"// Questions for names, whomever they are for (a scale may ask {HardCodedResolver.Address}, which is built in): to this router's name server";
        foreach (string protocol in (string[])["udp", "tcp"])
        {
            yield return $"{tables} -t nat -A PREROUTING {asked} -p {protocol} --dport 53 -j REDIRECT --to-ports 53";
        }

        if (request.ScaleHasIPv6 == request.AnswersIPv6)
        {
            yield return "// or instead, where ScaleProxy answers names itself (`learn --dns`):";
            foreach (string protocol in (string[])["udp", "tcp"])
            {
                yield return $"// {tables} -t nat -A PREROUTING {asked} -p {protocol} --dport 53 -j DNAT --to-destination {request.AnswerAt(53)}";
                yield return $"// {tables} -t nat -A POSTROUTING -d {request.Answer} -p {protocol} --dport 53 -m conntrack --ctstate DNAT -j MASQUERADE";
            }
        }
    }

    private static IEnumerable<string> Requests(ConfigRequest request)
    {
        string tables = request.AnswersIPv6 ? "ip6tables" : "iptables";
        string off = request.CanRedirectRequests ? string.Empty : "// ";
        string scale = request.CanRedirectRequests ? Scale(request) : "-s SCALE";
        yield return string.Empty;
        yield return request.CanRedirectRequests
            ? "// Requests of the scale, should it call an address without asking for it: to ScaleProxy"
            : $"// Requests, should the scale call an address without asking for it; give --scale with its IPv{(request.AnswersIPv6 ? 6 : 4)} or MAC address, as others need port {ConfigRequest.ScalePort} too:";
        yield return $"{off}{tables} -t nat -A PREROUTING {scale} ! -d {request.Answer} -p tcp --dport {ConfigRequest.ScalePort} -j DNAT --to-destination {request.AnswerAt(request.Port)}";
        yield return $"{off}{tables} -t nat -A POSTROUTING -d {request.Answer} -p tcp --dport {request.Port} -m conntrack --ctstate DNAT -j MASQUERADE";
        yield return "// or instead, where ScaleProxy runs on this router (`learn --transparent` needs it so):";
        yield return $"// {tables} -t nat -A PREROUTING {scale} -p tcp --dport {ConfigRequest.ScalePort} -j REDIRECT --to-ports {request.Port}";
    }

    private static string Scale(ConfigRequest request) =>
        request.ScaleMac is { } mac ? $"-m mac --mac-source {mac}" : $"-s {request.ScaleAddress}";
}
