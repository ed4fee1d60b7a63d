using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Serve;

/// <summary>Says why a port cannot be listened on, and how to mend it.</summary>
internal static class ListenFault
{
    private const string InUse = "it is in use; stop what listens there (`ss -ltnp` shows it), or choose another port";

    /// <summary>Opens a port, with an error for the owner where it cannot be.</summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="start">Opens it.</param>
    /// <returns>Where it listens.</returns>
    /// <exception cref="UserException">It cannot be opened.</exception>
    public static async Task<string> ExplainAsync(IPEndPoint endPoint, Func<Task<string>> start)
    {
        try
        {
            return await start();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw Of(endPoint, e);
        }
    }

    /// <summary>Makes the error for the owner.</summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="e">What opening it threw; Kestrel puts the socket's own error inside others.</param>
    public static UserException Of(IPEndPoint endPoint, Exception e)
    {
        string reason = (e as SocketException ?? e.InnerException as SocketException ?? e.InnerException?.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => "it may not be opened: ports below 1024 need root, CAP_NET_BIND_SERVICE, or a redirect from port 80",
            SocketError.AddressNotAvailable => "this machine does not have that address; 0.0.0.0 takes all that it has",
            SocketError.AddressAlreadyInUse => InUse,
            _ => e.InnerException is AddressInUseException ? InUse : e.Message,
        };
        return new UserException($"cannot listen on {endPoint}: {reason}");
    }
}
