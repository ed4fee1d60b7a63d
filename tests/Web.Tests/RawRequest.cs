using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ScaleProxy.Web.Tests;

/// <summary>A request as its bytes go over the wire, for what HttpClient would not send.</summary>
internal static class RawRequest
{
    /// <summary>Sends bytes, and reads what comes until the other side closes.</summary>
    public static async Task<string> SendAsync(IPEndPoint to, string request)
    {
        using var client = new TcpClient(to.AddressFamily);
        await client.ConnectAsync(to);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var answer = new StreamReader(stream, Encoding.UTF8);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await answer.ReadToEndAsync(limit.Token);
    }
}
