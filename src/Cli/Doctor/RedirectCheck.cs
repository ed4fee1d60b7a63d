using ScaleProxy.Proxy.Dns.Config;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Is the rule there that brings a scale's requests, which are for port 80, to where we listen; and its questions for names?</summary>
/// <param name="port">Where we listen.</param>
/// <param name="listing">Reads this machine's rules. Those of the router, if that is another one, cannot be seen from here.</param>
internal sealed class RedirectCheck(int port, Func<CancellationToken, Task<RuleListing>> listing) : ICheck
{
    private const int DnsPort = 53;

    /// <inheritdoc/>
    public string Name => "redirect";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        RuleListing rules = await listing(cancellation);
        if (rules.Text is null)
        {
            return [port == ConfigRequest.ScalePort
                ? Finding.Ok($"scales call port {port}, and that is where we listen; whether other rules are in the way cannot be told ({rules.WhyNot})")
                : Finding.Warn($"whether port {ConfigRequest.ScalePort} leads to {port} cannot be told: {rules.WhyNot}", "run this as root; " + MendFor(port))];
        }

        IReadOnlyList<RedirectRule> redirects = RedirectRules.In(rules.Text);
        return [Requests(redirects), Questions(redirects)];
    }

    private static string MendFor(int port) =>
        $"the rule is `iptables -t nat -A PREROUTING -p tcp --dport {ConfigRequest.ScalePort} -j REDIRECT --to-ports {port}`; `scaleproxy dns-config --format iptables` prints it for one scale";

    private Finding Requests(IReadOnlyList<RedirectRule> redirects)
    {
        RedirectRule? here = redirects.FirstOrDefault(rule => rule.Port == ConfigRequest.ScalePort && rule.ToPort == port);
        if (here is not null)
        {
            return Finding.Ok($"port {ConfigRequest.ScalePort} is redirected to {port}: {here.Text}");
        }

        RedirectRule? elsewhere = redirects.FirstOrDefault(rule => rule.Port == ConfigRequest.ScalePort);
        if (elsewhere is not null)
        {
            return Finding.Warn($"port {ConfigRequest.ScalePort} is redirected, but not to {port}: {elsewhere.Text}", "if that is meant for the scale, let it lead to where we listen");
        }

        return port == ConfigRequest.ScalePort
            ? Finding.Ok($"scales call port {port}, and that is where we listen; no redirect is needed, unless for `learn --transparent`")
            : Finding.Bad($"scales call port {ConfigRequest.ScalePort}, and nothing here leads from there to {port}", MendFor(port) + "; where the router does it, all is well");
    }

    private static Finding Questions(IReadOnlyList<RedirectRule> redirects)
    {
        RedirectRule? rule = redirects.FirstOrDefault(rule => rule.Port == DnsPort);
        return Finding.Ok(rule is null
            ? $"port {DnsPort} is not redirected on this machine; if the scale asks a resolver of its own, the router must do it (`scaleproxy dns-config`)"
            : $"port {DnsPort} is redirected: {rule.Text}");
    }
}
