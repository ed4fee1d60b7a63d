using System.Globalization;
using System.Net;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Serve;

/// <summary>Where to listen, as people write it: <c>0.0.0.0:80</c>, <c>[::]:80</c>, <c>localhost:8080</c>, <c>:80</c> or <c>80</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Reads an address and port.</summary>
    /// <param name="option">The option it was given to, for the error's sake.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static IPEndPoint Read(string option, string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? string.Empty : text[..colon];
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || AddressOf(host) is not { } address)
        {
            throw new UserException($"{option}: '{text}' is no address to listen at; give ADDR:PORT, like 0.0.0.0:80, 192.168.1.10:80 or [::]:80");
        }

        return new IPEndPoint(address, port);
    }

    private static IPAddress? AddressOf(string host) => host switch
    {
        "" or "*" => IPAddress.Any,
        "localhost" => IPAddress.Loopback,
        ['[', .., ']'] => IPAddress.TryParse(host[1..^1], out IPAddress? v6) ? v6 : null,
        _ => !host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out IPAddress? v4) ? v4 : null,
    };
}
