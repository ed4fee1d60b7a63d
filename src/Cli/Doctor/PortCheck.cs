using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Can the port be opened, or is it open already, by us?</summary>
/// <param name="listen">Where <c>serve</c> or <c>learn</c> is to listen.</param>
/// <param name="holderOf">Who listens on a port, where that can be told.</param>
internal sealed class PortCheck(IPEndPoint listen, Func<int, PortHolder?> holderOf) : ICheck
{
    /// <inheritdoc/>
    public string Name => "port";

    /// <inheritdoc/>
    public Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Finding>>([Look()]);

    private Finding Look()
    {
        try
        {
            using var socket = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(listen);
            socket.Listen();
            return Finding.Ok($"{listen} can be listened on");
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => Taken(),
                SocketError.AccessDenied => Finding.Bad($"{listen} may not be opened by this user", "run as root, give the program CAP_NET_BIND_SERVICE, or listen above 1024 and redirect port 80 there"),
                SocketError.AddressNotAvailable => Finding.Bad($"this machine does not have the address {listen.Address}", "give one that it has, or 0.0.0.0 for all (`ip address` shows them)"),
                _ => Finding.Bad($"{listen} cannot be opened: {e.Message}", "give another address with --listen"),
            };
        }
    }

    private Finding Taken() => holderOf(listen.Port) switch
    {
        { IsOurs: true } ours => Finding.Ok($"{ours.Name} (process {ours.ProcessId}) listens on {listen}"),
        { } other => Finding.Bad($"{listen} is taken by {other.Name} (process {other.ProcessId})", "stop that, or listen on another port and redirect port 80 of the scale there"),
        null => Finding.Bad($"{listen} is taken, and this user is not told by whom", "run `scaleproxy doctor` or `ss -ltnp` as root to see; stop that, or listen on another port"),
    };
}
