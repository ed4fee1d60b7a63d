using System.Diagnostics;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>
/// A house in two network namespaces, which go when the test ends: a scale, and the router it goes out by, where whatever
/// goes to port 80 is redirected.
/// <code>
///   scale 10.1.0.2, fd01::2 ──── veth ──── router 10.1.0.1, fd01::1 ── the vendor's own addresses 10.2.0.1, fd02::1
///                                          PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
/// </code>
/// </summary>
internal sealed class HouseNetwork : IDisposable
{
    /// <summary>Where the vendor is, IPv4.</summary>
    public const string Vendor4 = "10.2.0.1";

    /// <summary>Where the vendor is, IPv6.</summary>
    public const string Vendor6 = "fd02::1";

    /// <summary>Where the rules lead.</summary>
    public const int RedirectedTo = 8080;

    private static int s_made;

    public HouseNetwork()
    {
        string id = FormattableString.Invariant($"{Environment.ProcessId}-{Interlocked.Increment(ref s_made)}");
        Scale = "sp-scale-" + id;
        Router = "sp-router-" + id;
        Run($"netns add {Scale}");
        Run($"netns add {Router}");
        Run($"link add va netns {Scale} type veth peer name vb netns {Router}");
        foreach ((string name, string link, int host) in (ReadOnlySpan<(string, string, int)>)[(Scale, "va", 2), (Router, "vb", 1)])
        {
            Run(FormattableString.Invariant($"-n {name} addr add 10.1.0.{host}/24 dev {link}"));
            Run(FormattableString.Invariant($"-n {name} -6 addr add fd01::{host}/64 dev {link} nodad"));
            Run($"-n {name} link set {link} up");
            Run($"-n {name} link set lo up");
        }

        Run($"-n {Router} addr add {Vendor4}/32 dev lo");
        Run($"-n {Router} -6 addr add {Vendor6}/128 dev lo nodad");
        Run($"-n {Scale} route add default via 10.1.0.1");
        Run($"-n {Scale} -6 route add default via fd01::1");
        foreach (string tables in (ReadOnlySpan<string>)["iptables", "ip6tables"])
        {
            Run(FormattableString.Invariant($"netns exec {Router} {tables} -t nat -A PREROUTING -i vb -p tcp --dport 80 -j REDIRECT --to-ports {RedirectedTo}"));
        }
    }

    /// <summary>The scale's namespace.</summary>
    public string Scale { get; }

    /// <summary>The router's namespace, with the vendor's addresses.</summary>
    public string Router { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run($"netns del {Scale}");
        Run($"netns del {Router}");
    }

    private static void Run(string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments.Split(' ')) { UseShellExecute = false, RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, $"ip {arguments}: {error}");
    }
}
