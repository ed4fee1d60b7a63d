using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>
/// Notices when the relay is about to talk to itself, which would go on until there are no sockets left. There are two ways
/// into it: an upstream that is one of our own listeners, and a redirect rule that catches what we ourselves send out. For
/// the second, a connection that comes in from this machine is held against those that we are making.
/// </summary>
internal sealed class LoopWatch(TimeProvider clock)
{
    private readonly LocalNetwork _local = new(clock);
    private readonly ConcurrentBag<IPEndPoint> _listeners = [];
    private readonly ConcurrentDictionary<UpstreamDial, byte> _dials = new();

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

    /// <summary>Notes a connection that is about to be made, until it is disposed of.</summary>
    public UpstreamDial Connecting(IPEndPoint to, UpstreamTarget target)
    {
        var dial = new UpstreamDial(to, target, over => _dials.TryRemove(over, out _));
        _dials.TryAdd(dial, 0);
        return dial;
    }

    /// <summary>Refuses a connection that was made by ourselves.</summary>
    /// <param name="client">Whom it comes from.</param>
    /// <param name="accepted">The connection.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="UpstreamRefusedException">It was.</exception>
    public async ValueTask RequireOtherAsync(IPEndPoint client, Socket accepted, CancellationToken cancellation)
    {
        // On one machine a client may have the same address and port as a connection of ours to somebody else, so that alone
        // says nothing: it is ours only where it was going to where ours is going.
        if (!_local.IsThisMachine(client.Address) || OriginalDestination.TryOf(accepted) is not { } original || original.Equals(SocketPeer.Unmapped(accepted.LocalEndPoint)))
        {
            return;
        }

        foreach ((UpstreamDial dial, _) in _dials)
        {
            if (!dial.To.Equals(original))
            {
                continue;
            }

            // It may be accepted here before its making is known to be over there.
            await dial.Made.WaitAsync(cancellation);
            if (client.Equals(dial.Local))
            {
                throw new UpstreamRefusedException(
                    $"a redirect rule brings back what goes out to {original}, where {dial.Target.SourceText} led (a loop); have the rule leave out what this machine sends itself, or what the user that runs scaleproxy does (iptables: -m owner ! --uid-owner USER)",
                    508);
            }
        }
    }

    private bool Reaches(IPAddress listener, IPAddress address)
    {
        bool any = listener.Equals(IPAddress.IPv6Any) || (listener.Equals(IPAddress.Any) && address.AddressFamily == AddressFamily.InterNetwork);
        return listener.Equals(address) || (any && _local.IsThisMachine(address)) || (address.Equals(IPAddress.Any) && IPAddress.IsLoopback(listener));
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
