using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.EndToEnd.Page;

internal static class UnansweringVendor
{
    /// <summary>A socket that has an address but does not listen: whoever calls is refused at once.</summary>
    public static Socket Bind(out string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        address = socket.LocalEndPoint!.ToString()!;
        return socket;
    }
}
