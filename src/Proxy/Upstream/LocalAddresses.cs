using System.Net;
using System.Net.NetworkInformation;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>The addresses of this machine. They come and go, so they are asked for again after a while.</summary>
internal sealed class LocalAddresses(TimeProvider clock)
{
    private static readonly TimeSpan s_goodFor = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private HashSet<IPAddress> _addresses = [];
    private long _askedAt;

    /// <summary>Whether an address is one of this machine's.</summary>
    public bool Contains(IPAddress address)
    {
        // Connecting to the unspecified address is connecting to oneself.
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return true;
        }

        lock (_lock)
        {
            if (_addresses.Count == 0 || clock.GetElapsedTime(_askedAt) > s_goodFor)
            {
                _addresses = Ask();
                _askedAt = clock.GetTimestamp();
            }

            return _addresses.Contains(WithoutScope(address));
        }
    }

    private static HashSet<IPAddress> Ask()
    {
        var addresses = new HashSet<IPAddress>();
        foreach (NetworkInterface card in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (UnicastIPAddressInformation information in card.GetIPProperties().UnicastAddresses)
            {
                addresses.Add(WithoutScope(information.Address));
            }
        }

        return addresses;
    }

    // A link-local address carries the number of its card, which is no part of the address.
    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());
}
