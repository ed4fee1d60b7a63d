using System.Net;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>A name server, as people write it: <c>9.9.9.9</c>, <c>192.168.1.1:5353</c>, <c>[2620:fe::fe]:53</c>.</summary>
internal static class NameServerAddress
{
    private const int DnsPort = 53;

    /// <summary>Reads an address; without a port it is 53.</summary>
    /// <param name="option">The option it was given to, for the error's sake.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static IPEndPoint Read(string option, string text)
    {
        // A number alone would be read as an address, 0.0.0.53.
        if (!text.AsSpan().ContainsAny('.', ':') || !IPEndPoint.TryParse(text, out IPEndPoint? server))
        {
            throw new UserException($"{option}: '{text}' is no name server's address; give ADDR or ADDR:PORT, like 9.9.9.9 or [2620:fe::fe]:53");
        }

        return server.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server;
    }
}
