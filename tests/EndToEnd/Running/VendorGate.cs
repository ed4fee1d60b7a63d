using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>
/// Stands before a vendor, so that it dies at a given place of a conversation: after so many replies its connections end and
/// nobody listens any more, until it comes back.
/// </summary>
internal sealed class VendorGate : IDisposable
{
    private readonly IPEndPoint _vendor;
    private readonly Task _dead;
    private Socket _listener;
    private Task _open = Task.CompletedTask;

    /// <param name="vendor">The vendor.</param>
    /// <param name="replies">How many of its replies go through before it dies.</param>
    public VendorGate(IPEndPoint vendor, int replies)
    {
        _vendor = vendor;
        _listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _dead = PassAsync(_listener, replies);
    }

    public IPEndPoint Address { get; }

    /// <summary>It dies, if it has not yet, and is there again at once.</summary>
    public async Task ComeBackAsync()
    {
        await _dead;
        _listener = Listen(Address);
        _open = PassAsync(_listener, int.MaxValue);
    }

    public void Dispose()
    {
        _listener.Dispose();
        Task.WaitAll(_dead, _open);
    }

    private static Socket Listen(IPEndPoint address)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(address);
        listener.Listen();
        return listener;
    }

    // One connection after the other, as a scale makes them.
    private async Task PassAsync(Socket listener, int replies)
    {
        try
        {
            while (replies > 0)
            {
                using Socket caller = await listener.AcceptAsync();
                using var vendor = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await vendor.ConnectAsync(_vendor);
                replies -= await PassAsync(caller, vendor, replies);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed, while it waited or between two callers: nobody calls any more.
        }
        finally
        {
            listener.Dispose();
        }
    }

    // How many replies went through.
    private static async Task<int> PassAsync(Socket caller, Socket vendor, int replies)
    {
        int passed = 0;
        try
        {
            while (passed < replies && await PassAsync(caller, vendor, MessageKind.Request) && await PassAsync(vendor, caller, MessageKind.Response))
            {
                passed++;
            }
        }
        catch (SocketException)
        {
            // One of the two is gone.
        }

        return passed;
    }

    // One whole message; false where the connection ended before.
    private static async Task<bool> PassAsync(Socket from, Socket to, MessageKind kind)
    {
        var reader = new WireReader(kind, Strictness.Strict);
        byte[] buffer = new byte[16 * 1024];
        while (!reader.TryRead(out _))
        {
            int count = await from.ReceiveAsync(buffer);
            if (count == 0)
            {
                return false;
            }

            await to.SendAsync(buffer.AsMemory(0, count));
            reader.Feed(buffer.AsSpan(0, count));
        }

        return true;
    }
}
