using System.Net;
using System.Net.NetworkInformation;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Tests.Upstream;

public sealed class LocalNetworkTests
{
    private readonly LocalNetwork _network = new(TimeProvider.System);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.255.0.1", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.7.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("169.254.1.1", true)]
    [InlineData("::ffff:192.168.7.1", true)]
    [InlineData("::ffff:198.51.100.1", false)]
    [InlineData("::1", true)]
    [InlineData("fe80::1%2", true)]
    [InlineData("fd00::1", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("198.51.100.1", false)]
    public void Near_PrivateNetworks(string address, bool isNear)
    {
        _network.IsNear(IPAddress.Parse(address)).Should().Be(isNear);
    }

    [Fact]
    public void OwnAddresses_AreThisMachine_AndNear()
    {
        foreach (UnicastIPAddressInformation own in NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses))
        {
            _network.IsThisMachine(own.Address).Should().BeTrue();
            _network.IsNear(own.Address).Should().BeTrue();
        }
    }

    [Theory]
    [InlineData("127.0.0.9", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("198.51.100.1", false)]
    [InlineData("2001:db8::1", false)]
    public void ThisMachine(string address, bool isOurs)
    {
        _network.IsThisMachine(IPAddress.Parse(address)).Should().Be(isOurs);
    }
}
