using System.Globalization;
using System.Text;

namespace ScaleProxy.Proxy.Relay;

/// <summary>The reply to a request that does not go on: small, and saying that it is ours and why.</summary>
internal static class Refusal
{
    private const int MaxUnread = 64 * 1024;

    /// <summary>Sends it, and ends the connection so that it can be read.</summary>
    /// <param name="client">Who asked, by HTTP.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Ends the wait for the client to go.</param>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static async Task SendAsync(Peer client, int status, string reason, CancellationToken cancellation)
    {
        await client.SendAsync(Of(status, reason), cancellation);
        await client.EndSendingAsync(cancellation);
        // Closing with something unread would be a reset, which takes what was sent with it.
        byte[] unread = new byte[4096];
        int count;
        for (int read = 0; read < MaxUnread; read += count)
        {
            count = await client.ReceiveAsync(unread, cancellation);
            if (count == 0)
            {
                return;
            }
        }
    }

    private static byte[] Of(int status, string reason)
    {
        string phrase = status switch
        {
            400 => "Bad Request",
            403 => "Forbidden",
            502 => "Bad Gateway",
            _ => "Loop Detected",
        };
        byte[] body = Encoding.UTF8.GetBytes($"scaleproxy: {reason}\n");
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {phrase}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
