using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tls;

/// <summary>The hello of a connection, and every byte that came with it: whoever goes on with the connection must give them back first.</summary>
/// <param name="Hello">What it says; <see cref="HelloState.NeedsMore"/> where the client went before it was whole.</param>
/// <param name="Bytes">All that was received.</param>
internal readonly record struct ReceivedHello(ClientHello Hello, ReadOnlyMemory<byte> Bytes)
{
    private const int UsualLength = 2048;

    /// <summary>Receives until it is clear what the client says.</summary>
    /// <param name="client">The client.</param>
    /// <param name="firstBytes">Called when it begins to speak; waiting for that costs no buffer.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static async Task<ReceivedHello> FromAsync(Peer client, Action firstBytes, CancellationToken cancellation)
    {
        await client.WaitAsync(cancellation);
        firstBytes();
        byte[] buffer = new byte[UsualLength];
        int length = 0;
        while (true)
        {
            int count = await client.ReceiveAsync(buffer.AsMemory(length), cancellation);
            length += count;
            ClientHello hello = ClientHello.Read(buffer.AsSpan(0, length));
            if (count == 0 || hello.State != HelloState.NeedsMore)
            {
                return new ReceivedHello(hello, buffer.AsMemory(0, length));
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * buffer.Length, ClientHello.MaxLength));
            }
        }
    }
}
