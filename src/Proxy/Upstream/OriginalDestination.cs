using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>Asks Linux's connection tracking where a connection was going before a <c>REDIRECT</c> or <c>DNAT</c> rule brought it here.</summary>
internal static class OriginalDestination
{
    private const int SolIp = 0;
    private const int SolIpv6 = 41;

    // SO_ORIGINAL_DST of linux/netfilter_ipv4.h and IP6T_SO_ORIGINAL_DST of linux/netfilter_ipv6/ip6_tables.h.
    private const int SoOriginalDst = 80;

    // struct sockaddr_in and sockaddr_in6: family, port, [flow,] address; numbers in network order.
    private const int Sockaddr4 = 16;
    private const int Sockaddr6 = 28;
    private const int PortAt = 2;
    private const int Address4At = 4;
    private const int Address6At = 8;

    /// <summary>Where a connection was going.</summary>
    /// <param name="connection">As it was accepted.</param>
    /// <returns>For one that was not redirected, the address it was made to, which is ours.</returns>
    /// <exception cref="SocketException">This system does not track connections, or not this one.</exception>
    public static IPEndPoint Of(Socket connection)
    {
        // A client of IPv4 that came by a socket for both is tracked as the IPv4 connection that it is.
        bool isV4 = connection.RemoteEndPoint is not IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6, Address.IsIPv4MappedToIPv6: false };
        Span<byte> sockaddr = stackalloc byte[isV4 ? Sockaddr4 : Sockaddr6];
        // Asked through another object: where the answer is no, .NET takes the socket it asked for one that lost its connection.
        using var handle = new SafeSocketHandle(connection.Handle, ownsHandle: false);
        using var asking = new Socket(handle);
        int length = asking.GetRawSocketOption(isV4 ? SolIp : SolIpv6, SoOriginalDst, sockaddr);
        return Parse(sockaddr[..length], isV4);
    }

    /// <summary>As <see cref="Of"/>; null where this system does not track the connection.</summary>
    /// <param name="connection">As it was accepted.</param>
    public static IPEndPoint? TryOf(Socket connection)
    {
        try
        {
            return Of(connection);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    internal static IPEndPoint Parse(ReadOnlySpan<byte> sockaddr, bool isV4)
    {
        int port = BinaryPrimitives.ReadUInt16BigEndian(sockaddr[PortAt..]);
        return new IPEndPoint(new IPAddress(isV4 ? sockaddr.Slice(Address4At, 4) : sockaddr.Slice(Address6At, 16)), port);
    }
}
