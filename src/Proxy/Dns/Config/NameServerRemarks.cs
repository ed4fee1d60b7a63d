namespace ScaleProxy.Proxy.Dns.Config;

/// <summary>What is to be said besides to those who set a name server up.</summary>
internal static class NameServerRemarks
{
    public static IEnumerable<string> For(ConfigRequest request)
    {
        foreach (string line in HardCodedResolver.Remarks)
        {
            yield return line;
        }

        if (request.Port != ConfigRequest.ScalePort)
        {
            string tables = request.AnswersIPv6 ? "ip6tables" : "iptables";
            yield return $"// Scales call port {ConfigRequest.ScalePort}, so on {request.Answer} itself it must lead to ScaleProxy's port {request.Port}:";
            yield return $"// {tables} -t nat -A PREROUTING -d {request.Answer} -p tcp --dport {ConfigRequest.ScalePort} -j REDIRECT --to-ports {request.Port}";
        }
    }
}
