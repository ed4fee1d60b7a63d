using System.Globalization;
using System.Net;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Simulate;

/// <summary>Whom to call, as people write it: <c>192.168.1.10</c>, <c>192.168.1.10:8080</c>, <c>[::1]:8080</c>, <c>nas.local:8080</c>.</summary>
internal static class ServerAddress
{
    private const int DefaultPort = 80;

    /// <summary>Reads an address or a name, with a port or without.</summary>
    /// <param name="name">The argument, for the error's sake.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static EndPoint Read(string name, string text)
    {
        // A bare IPv6 address has colons of its own; one in brackets may have a port, which the parser would pass over.
        if (!text.StartsWith('[') && IPAddress.TryParse(text, out IPAddress? alone))
        {
            return new IPEndPoint(alone, DefaultPort);
        }

        int colon = text.EndsWith(']') ? -1 : text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon];
        ushort port = DefaultPort;
        bool hasPort = colon < 0 || (ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0);
        if (hasPort && IPAddress.TryParse(host, out IPAddress? address))
        {
            return new IPEndPoint(address, port);
        }

        return hasPort && Uri.CheckHostName(host) == UriHostNameType.Dns
            ? new DnsEndPoint(host, port)
            : throw new UserException($"{name}: '{text}' is nobody to call; give a host and a port, like 127.0.0.1:8080 or nas.local:80");
    }
}
