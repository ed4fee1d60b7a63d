using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>What is not HTTP, and far longer than anything that is recorded, passes like everything else.</summary>
public sealed class LargeStreamTests
{
    private const int Length = 50 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task RandomBytesBothWaysAtOnce_TheSameAtTheOtherEnd()
    {
        using var installation = new Installation();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using ServingProcess learn = await installation.LearnAsync((IPEndPoint)listener.LocalEndPoint!);
        byte[] up = RandomNumberGenerator.GetBytes(Length);
        byte[] down = RandomNumberGenerator.GetBytes(Length);
        using var limit = new CancellationTokenSource(s_patience);

        using var scale = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await scale.ConnectAsync(learn.Address, limit.Token);
        using Socket vendor = await listener.AcceptAsync(limit.Token);
        Task<byte[]> atTheVendor = HashAsync(vendor, limit.Token);
        Task<byte[]> atTheScale = HashAsync(scale, limit.Token);
        await Task.WhenAll(SendAsync(scale, up, limit.Token), SendAsync(vendor, down, limit.Token));

        (await atTheVendor).Should().Equal(SHA256.HashData(up));
        (await atTheScale).Should().Equal(SHA256.HashData(down));
        (await learn.TerminateAsync()).Should().Be(0, learn.Log);
        learn.Log.Split('\n').Count(line => line.Contains("no longer recorded", StringComparison.Ordinal)).Should().Be(1, "it is said, once");
    }

    private static async Task SendAsync(Socket socket, byte[] bytes, CancellationToken cancellation)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), cancellation);
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> HashAsync(Socket socket, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = await socket.ReceiveAsync(buffer, cancellation)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        return hash.GetHashAndReset();
    }
}
