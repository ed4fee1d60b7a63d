using System.Net;
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
}
