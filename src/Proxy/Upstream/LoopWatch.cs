using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>
/// Notices when the relay is about to talk to itself, which would go on until there are no sockets left. There are two ways
/// into it: an upstream that is one of our own listeners, and a redirect rule that catches what we ourselves send out. For
/// the second, connections that were accepted are held against those that were made: whichever of the two is noted last
/// finds the other.
/// </summary>
internal sealed class LoopWatch(TimeProvider clock)
{
    private readonly LocalAddresses _local = new(clock);
    private readonly ConcurrentBag<IPEndPoint> _listeners = [];
    private readonly ConcurrentDictionary<IPEndPoint, Socket> _accepted = new();
    private readonly ConcurrentDictionary<IPEndPoint, Made> _made = new();

    private readonly record struct Made(IPEndPoint To, UpstreamTarget Target);

    /// <summary>Notes where we listen.</summary>
    public void Listening(IPEndPoint endPoint) => _listeners.Add(endPoint);

    /// <summary>Refuses an upstream that is one of our own listeners.</summary>
    /// <param name="target">What led there.</param>
    /// <param name="endPoint">The address it turned out to be.</param>
    /// <exception cref="UpstreamRefusedException">It is.</exception>
    public void RequireOther(UpstreamTarget target, IPEndPoint endPoint)
    {
        foreach (IPEndPoint listener in _listeners)
        {
            if (listener.Port == endPoint.Port && Reaches(listener.Address, endPoint.Address))
            {
                throw new UpstreamRefusedException(LeadsHere(target, endPoint), 508);
            }
        }
    }

    /// <summary>Notes a connection that was accepted, until it is forgotten.</summary>
    /// <exception cref="UpstreamRefusedException">It was made by ourselves.</exception>
    public void Accepted(IPEndPoint client, Socket socket)
    {
        _accepted[client] = socket;
        if (_made.TryGetValue(client, out Made made))
        {
            RequireRedirected(socket, made);
        }
    }

    /// <summary>Notes a connection that was made to an upstream, until it is forgotten.</summary>
    /// <exception cref="UpstreamRefusedException">It came in again by ourselves.</exception>
    public void Connected(IPEndPoint local, IPEndPoint to, UpstreamTarget target)
    {
        var made = new Made(to, target);
        _made[local] = made;
        if (_accepted.TryGetValue(local, out Socket? socket))
        {
            RequireRedirected(socket, made);
        }
    }

    /// <summary>A connection that was accepted is over.</summary>
    public void ForgetAccepted(IPEndPoint client) => _accepted.TryRemove(client, out _);

    /// <summary>A connection that was made is over.</summary>
    public void ForgetConnected(IPEndPoint local) => _made.TryRemove(local, out _);

    // On one machine a client may have the same address and port as a connection of ours to somebody else, so that alone
    // says nothing: it is ours only where it was going to where ours is going.
    private static void RequireRedirected(Socket accepted, Made made)
    {
        if (made.To.Equals(OriginalDestination.TryOf(accepted)))
        {
            throw new UpstreamRefusedException(
                $"a redirect rule brings back what goes out to {made.To}, where {made.Target.SourceText} led (a loop); have the rule leave out what this machine sends itself, or what the user that runs scaleproxy does (iptables: -m owner ! --uid-owner USER)",
                508);
        }
    }

    private bool Reaches(IPAddress listener, IPAddress address)
    {
        bool any = listener.Equals(IPAddress.IPv6Any) || (listener.Equals(IPAddress.Any) && address.AddressFamily == AddressFamily.InterNetwork);
        return listener.Equals(address) || (any && _local.Contains(address)) || (address.Equals(IPAddress.Any) && IPAddress.IsLoopback(listener));
    }

    private static string LeadsHere(UpstreamTarget target, IPEndPoint endPoint) => target.Source switch
    {
        UpstreamSource.Option =>
            $"--upstream leads to {endPoint}, where scaleproxy itself listens (a loop); give --upstream the vendor's own address",
        UpstreamSource.OriginalDestination =>
            $"the original destination, {endPoint}, is where scaleproxy itself listens (a loop): the connection was made to it, and not redirected; redirect the scale's traffic with the rules that `scaleproxy dns-config --format iptables` or `nftables` prints, or leave --transparent out",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{target.SourceText} names {target.Host}, which resolves to {endPoint}, where scaleproxy itself listens (a loop); give --resolver a name server that was not told to answer so, or --upstream the vendor's own address"),
    };
}
