using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>
/// Decides where a connection goes on to, in this order: <c>--upstream</c>; with <c>--transparent</c>, where it was going
/// before it was redirected; else the host that the client asks for, which must be the vendor's: this is no open proxy.
/// </summary>
internal sealed class UpstreamChoice(RelayOptions options)
{
    /// <summary>The target of <c>--upstream</c>; null where it was not given.</summary>
    public UpstreamTarget? Fixed => options.Upstream is { } url
        ? new UpstreamTarget(url.IdnHost, url.Port, url.Scheme == Uri.UriSchemeHttps, UpstreamSource.Option)
        : null;

    /// <summary>The target, as far as nothing need be known of what the client says.</summary>
    /// <param name="client">The connection as it was accepted.</param>
    /// <returns>Null where the client's words decide; see <see cref="ByHost"/>.</returns>
    /// <exception cref="UpstreamRefusedException">The original destination is wanted, and cannot be had.</exception>
    public UpstreamTarget? WithoutHost(Socket client)
    {
        if (Fixed is { } given)
        {
            return given;
        }

        if (!options.Transparent)
        {
            return null;
        }

        try
        {
            IPEndPoint destination = OriginalDestination.Of(client);
            return new UpstreamTarget(destination.Address.ToString(), destination.Port, IsTls: false, UpstreamSource.OriginalDestination);
        }
        catch (SocketException e)
        {
            throw new UpstreamRefusedException(
                $"--transparent wants the connection's original destination, and the system does not know it ({e.Message}); redirect the scale's traffic with the rules that `scaleproxy dns-config --format iptables` or `nftables` prints, or leave --transparent out",
                502);
        }
    }

    /// <summary>The target that the client asks for.</summary>
    /// <param name="host">The value of the <c>Host</c> header, or the TLS server name; null where there is none.</param>
    /// <param name="defaultPort">The port where it names none.</param>
    /// <param name="isTls">Whether the client speaks TLS.</param>
    /// <exception cref="UpstreamRefusedException">There is no host, or it is not the vendor's.</exception>
    public UpstreamTarget ByHost(string? host, int defaultPort, bool isTls)
    {
        UpstreamSource source = isTls ? UpstreamSource.ServerName : UpstreamSource.HostHeader;
        string name = isTls ? "a TLS server name" : "a Host header";
        if (host is null)
        {
            throw new UpstreamRefusedException($"without {name} nobody can say where it goes; give --upstream, or --transparent with a redirect rule", 400);
        }

        if (!HostField.TryParse(host, defaultPort, out HostField field))
        {
            throw new UpstreamRefusedException($"'{Printable.Of(host)}' is no host", 400);
        }

        // An IPv6 address is among the hosts with its brackets, and a port behind it is passed over there.
        string authority = host.StartsWith('[') ? $"[{field.Host}]" : field.Host;
        if (!options.Hosts.Contains(string.Create(CultureInfo.InvariantCulture, $"{authority}:{field.Port}")))
        {
            throw new UpstreamRefusedException($"'{Printable.Of(field.Host)}' is not among the vendor's hosts; if it should be, give --allow-host {Printable.Of(authority)}", 403);
        }

        return new UpstreamTarget(field.Host, field.Port, isTls, source);
    }
}
