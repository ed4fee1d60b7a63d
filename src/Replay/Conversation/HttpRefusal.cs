using System.Buffers;
using System.Globalization;
using System.Text;

namespace ScaleProxy.Replay.Conversation;

/// <summary>The few replies that were not learned, for senders that are no scale, or do not speak HTTP/1.1.</summary>
internal static class HttpRefusal
{
    /// <summary>What a sender that asked <c>Expect: 100-continue</c> waits for.</summary>
    public static ReadOnlySpan<byte> Continue => "HTTP/1.1 100 Continue\r\n\r\n"u8;

    /// <summary>Writes a reply without a body.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="status">400, 404, 413, 431, 501, 503 or 505.</param>
    /// <param name="close">Whether the connection ends with it.</param>
    public static void Write(IBufferWriter<byte> output, int status, bool close)
    {
        string reason = status switch
        {
            400 => "Bad Request",
            404 => "Not Found",
            413 => "Content Too Large",
            431 => "Request Header Fields Too Large",
            501 => "Not Implemented",
            505 => "HTTP Version Not Supported",
            _ => "Service Unavailable",
        };
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {reason}\r\nContent-Length: 0\r\n{(close ? "Connection: close\r\n" : string.Empty)}\r\n"),
            output);
    }
}
