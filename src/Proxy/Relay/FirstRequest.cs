using System.Buffers;
using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// What a client says first, up to the end of the first head: it is looked at only where the <c>Host</c> header must say
/// where the connection goes, and where a client is refused.
/// </summary>
/// <param name="IsHttp">Whether it is the head of an HTTP request.</param>
/// <param name="Host">The value of the <c>Host</c> header; null where there is none.</param>
internal readonly record struct FirstRequest(bool IsHttp, string? Host)
{
    private const int FirstSize = 4096;

    /// <summary>Reads from a client that has not been read from, which will receive the same bytes once more.</summary>
    /// <param name="client">The client.</param>
    /// <param name="limits">How long a head may be.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static async Task<FirstRequest> ReadAsync(SocketPeer client, WireLimits limits, CancellationToken cancellation)
    {
        var follower = new MessageFollower(MessageKind.Request, limits);
        // No buffer is held for a client that says nothing.
        await client.WaitAsync(cancellation);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
        int length = 0;
        try
        {
            while (true)
            {
                int count = await client.ReceiveAsync(buffer.AsMemory(length), cancellation);
                (FollowStep step, string? host) = Follow(follower, buffer.AsSpan(length, count));
                length += count;
                if (step != FollowStep.NeedsMore || count == 0)
                {
                    client.PutBack(buffer.AsSpan(0, length).ToArray());
                    return new FirstRequest(step == FollowStep.Head, host);
                }

                if (length == buffer.Length)
                {
                    buffer = Doubled(buffer);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The follower bounds the head, and so the buffer.
    private static (FollowStep Step, string? Host) Follow(MessageFollower follower, ReadOnlySpan<byte> bytes)
    {
        FollowStep step = follower.Read(bytes, out _, out ReadOnlySpan<byte> head);
        if (step != FollowStep.Head)
        {
            return (step, null);
        }

        var headers = new HeaderList(head[(head.IndexOf((byte)'\n') + 1)..].ToArray());
        return (step, headers.TryGet("Host"u8, out ReadOnlySpan<byte> host) ? Encoding.Latin1.GetString(host) : null);
    }

    private static byte[] Doubled(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
