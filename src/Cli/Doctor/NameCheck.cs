using System.Net;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Cli.Doctor;

/// <summary>
/// Does the scale's host name lead to us? Asked of every resolver that is known; which of them the scale itself asks
/// cannot be told from here, so that it is enough where one says so.
/// </summary>
/// <param name="host">The name that the scale asks for.</param>
/// <param name="resolvers">Whom to ask.</param>
/// <param name="expected">The address that the scale reaches us by; null where any will do.</param>
/// <param name="isThisMachine">Whether an address is one of this machine's.</param>
internal sealed class NameCheck(string host, IReadOnlyList<AskedResolver> resolvers, IPAddress? expected, Func<IPAddress, bool> isThisMachine) : ICheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public string Name => "name";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (AskedResolver asked in resolvers)
        {
            findings.Add(await AskAsync(asked, cancellation));
        }

        if (findings.All(finding => finding.Level != FindingLevel.Ok))
        {
            findings.Add(Finding.Bad(
                $"nobody who was asked says that {host} is this machine, so a scale will not come here",
                "`scaleproxy dns-config --format dnsmasq|pihole|bind|… --answer THIS-MACHINE` prints what your name server needs; ask it with --resolver, and give --expect where the scale reaches this machine by another address"));
        }

        return findings;
    }

    private async Task<Finding> AskAsync(AskedResolver asked, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            IReadOnlyList<IPAddress> addresses = await asked.Resolver.ResolveAsync(host, either.Token);
            return Judge(asked.Name, addresses);
        }
        catch (NameResolutionException e)
        {
            return Finding.Warn($"{asked.Name} does not know {host}: {e.Reason}", "right only if the scale asks another name server");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Warn($"{asked.Name} does not say what {host} is", "check that the name server runs and can be reached");
        }
    }

    private Finding Judge(string resolver, IReadOnlyList<IPAddress> addresses)
    {
        string list = string.Join(", ", addresses);
        if (expected is null && addresses.Any(IPAddress.IsLoopback))
        {
            return Finding.Warn($"{resolver} says that {host} is {list}, which a scale would take for itself", "let it be the address that this machine has in the scale's network");
        }

        string us = expected is null ? "this machine" : expected.ToString();
        int ours = addresses.Count(address => expected is null ? isThisMachine(address) : address.Equals(expected));
        if (ours == 0)
        {
            return Finding.Warn($"{resolver} says that {host} is {list}, which is not {us}", "right for the --resolver of `learn`; wrong for the name server that the scale asks");
        }

        if (ours < addresses.Count)
        {
            return Finding.Warn($"{resolver} says that {host} is {list}, of which only some are {us}", "take the others out; where it is AAAA, see that your name server keeps it empty");
        }

        return Finding.Ok($"{resolver} says that {host} is {list}, as it should");
    }
}
