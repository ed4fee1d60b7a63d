using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Dns;

/// <summary>Asks this machine's own resolver, which may be the very one that was redirected to us.</summary>
public sealed class SystemNameResolver : INameResolver
{
    private const string Who = "this machine's resolver";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        try
        {
            IPAddress[] addresses = await System.Net.Dns.GetHostAddressesAsync(host, cancellation);
            return addresses.Length > 0 ? addresses : throw new NameResolutionException(host, Who, "it has no address");
        }
        catch (SocketException e)
        {
            throw new NameResolutionException(host, Who, ReasonOf(e), e);
        }
        catch (ArgumentException e)
        {
            throw new NameResolutionException(host, Who, "it is no host name", e);
        }
    }

    private static string ReasonOf(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound => "there is no such name",
        SocketError.NoData => "it has no address",
        SocketError.TryAgain => "the name servers in /etc/resolv.conf do not answer",
        _ => e.Message,
    };
}
