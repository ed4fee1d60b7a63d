using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>Which addresses are this machine's, and which are near it: on its own networks, or in no public one at all.</summary>
/// <param name="clock">The time; what the machine has is looked up anew now and then.</param>
public sealed class LocalNetwork(TimeProvider clock)
{
    private static readonly TimeSpan s_holdsFor = TimeSpan.FromSeconds(30);

    // RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 2.5.6, and this machine.
    private static readonly IPNetwork[] s_private =
    [
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    private Snapshot? _snapshot;

    // Replaced whole; a thread sees the old one or the new one.
    private sealed record Snapshot(IReadOnlyList<UnicastIPAddressInformation> Addresses, long TakenAt);

    /// <summary>Whether whoever listens there listens on all addresses of the machine.</summary>
    public static bool IsForAll(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>Whether what is sent to an address comes to this machine.</summary>
    public bool IsThisMachine(IPAddress address)
    {
        address = Plain(address);
        return IPAddress.IsLoopback(address)
            || IsForAll(address)
            || Addresses().Any(own => Plain(own.Address).Equals(address));
    }

    /// <summary>Whether an address is that of somebody at home, so that we may work for them.</summary>
    public bool IsNear(IPAddress address)
    {
        address = Plain(address);
        foreach (IPNetwork network in s_private)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return Addresses().Any(own => Shares(Plain(own.Address), own.PrefixLength, address));
    }

    /// <summary>The address that others at home most likely reach this machine by: a private one of IPv4; null where it has none.</summary>
    public IPAddress? OwnAddress()
    {
        foreach (UnicastIPAddressInformation own in Addresses())
        {
            if (own.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(own.Address) && IsNear(own.Address))
            {
                return own.Address;
            }
        }

        return null;
    }

    private static bool Shares(IPAddress own, int prefix, IPAddress other)
    {
        if (own.AddressFamily != other.AddressFamily)
        {
            return false;
        }

        byte[] ours = own.GetAddressBytes();
        byte[] theirs = other.GetAddressBytes();
        for (int i = 0; i < ours.Length && prefix > 0; i++, prefix -= 8)
        {
            int mask = prefix >= 8 ? 0xff : 0xff << (8 - prefix);
            if (((ours[i] ^ theirs[i]) & mask & 0xff) != 0)
            {
                return false;
            }
        }

        return true;
    }

    // IPv4 in an IPv6 socket is IPv4; an interface's number is no part of an address here.
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes())
        : address;

    private IReadOnlyList<UnicastIPAddressInformation> Addresses()
    {
        Snapshot? snapshot = _snapshot;
        if (snapshot is null || clock.GetElapsedTime(snapshot.TakenAt) >= s_holdsFor)
        {
            _snapshot = snapshot = new Snapshot(
                [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses)],
                clock.GetTimestamp());
        }

        return snapshot.Addresses;
    }
}
