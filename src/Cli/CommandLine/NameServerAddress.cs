using System.CommandLine;
using System.Net;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>The option for a name server, as people write it: <c>9.9.9.9</c>, <c>192.168.1.1:5353</c>, <c>[2620:fe::fe]:53</c>.</summary>
internal static class NameServerAddress
{
    private const int DnsPort = 53;
    private const string Name = "--resolver";

    /// <summary>Makes the option.</summary>
    /// <param name="description">What the command asks it; by default where the vendor really is.</param>
    public static Option<string?> Option(string description = "The name server that knows the vendor's real address (default: this machine's own)") =>
        new(Name) { Description = description, HelpName = "ADDR[:PORT]" };

    /// <summary>Reads an address; without a port it is 53, and null gives null.</summary>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static IPEndPoint? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // A number alone would be read as an address, 0.0.0.53.
        if (!text.AsSpan().ContainsAny('.', ':') || !IPEndPoint.TryParse(text, out IPEndPoint? server))
        {
            throw new UserException($"{Name}: '{text}' is no name server's address; give ADDR or ADDR:PORT, like 9.9.9.9 or [2620:fe::fe]:53");
        }

        return server.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server;
    }
}
