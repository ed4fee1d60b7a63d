using System.Net;
using System.Net.Sockets;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Tests.Upstream;

/// <summary>What Linux gives for a redirected connection; a real redirect is tried where the tests may make one.</summary>
public sealed class OriginalDestinationTests
{
    [Fact]
    public void IPv4_IsRead() =>
        OriginalDestination.Parse([2, 0, 0, 80, 89, 30, 121, 10, 0, 0, 0, 0, 0, 0, 0, 0], isV4: true)
            .Should().Be(new IPEndPoint(IPAddress.Parse("89.30.121.10"), 80));

    [Fact]
    public void IPv6_IsRead() =>
        OriginalDestination.Parse([10, 0, 0x1F, 0x90, 0, 0, 0, 0, 0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], isV4: false)
            .Should().Be(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 8080));

    [Fact]
    public async Task NotTracked_Null_AndTheConnectionIsAsItWas()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using Socket accepted = await listener.AcceptSocketAsync();

        IPEndPoint? original = OriginalDestination.TryOf(accepted);

        // Where connections are tracked, it is the address that was called.
        original.Should().Match<IPEndPoint?>(found => found == null || found.Equals(listener.LocalEndpoint));
        accepted.Connected.Should().BeTrue();
        await accepted.SendAsync("x"u8.ToArray());
        (await client.GetStream().ReadAsync(new byte[1])).Should().Be(1);
    }
}
