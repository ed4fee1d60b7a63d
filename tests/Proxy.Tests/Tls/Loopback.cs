using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>The two ends of one connection over loopback.</summary>
internal sealed record Loopback(Socket Client, Socket Server)
{
    public static async Task<Loopback> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task connecting = client.ConnectAsync(listener.LocalEndpoint);
        Socket server = await listener.AcceptSocketAsync();
        await connecting;
        return new Loopback(client, server);
    }
}
