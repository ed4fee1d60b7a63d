using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>The scale's or the vendor's end of a real connection. What it waits for must come within a time that no machine needs.</summary>
internal sealed class End : IDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));

    public End(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
    }

    public Socket Socket => _socket;

    public static async Task<End> ConnectAsync(IPEndPoint to, int? receiveBuffer = null)
    {
        var end = new End(new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        if (receiveBuffer is { } size)
        {
            end._socket.ReceiveBufferSize = size;
        }

        await end._socket.ConnectAsync(to, end._patience.Token);
        return end;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => (await _socket.SendAsync(bytes, _patience.Token)).Should().Be(bytes.Length);

    public Task SendAsync(string text) => SendAsync(Text.Bytes(text));

    /// <summary>As many bytes as are asked for; less only where the other side sends no more.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        byte[] bytes = new byte[count];
        int length = 0;
        while (length < count)
        {
            int some = await _socket.ReceiveAsync(bytes.AsMemory(length), _patience.Token);
            if (some == 0)
            {
                break;
            }

            length += some;
        }

        return bytes[..length];
    }

    /// <summary>Receives exactly that text.</summary>
    public async Task ExpectAsync(string text) => Text.Of(await ReceiveAsync(text.Length)).Should().Be(text);

    /// <summary>Everything until the other side sends no more.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        var all = new MemoryStream();
        byte[] some = new byte[64 * 1024];
        int count;
        while ((count = await _socket.ReceiveAsync(some, _patience.Token)) > 0)
        {
            all.Write(some, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>Whether the connection ends by a reset, whatever comes before.</summary>
    public async Task<bool> IsResetAsync()
    {
        try
        {
            await ReadToEndAsync();
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Reset() => _socket.Close(0);

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }
}
