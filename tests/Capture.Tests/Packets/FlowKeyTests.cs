using System.Net;
using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Capture.Tests.Packets;

public class FlowKeyTests
{
    [Theory]
    [InlineData("192.0.2.7", "198.51.100.200")]
    [InlineData("0.0.0.1", "255.255.255.255")]
    [InlineData("2001:db8::7", "2001:db8:0:1::1")]
    [InlineData("::1", "fe80::224:e4ff:fe5c:a1e0")]
    [InlineData("::c000:207", "::2")]
    public void Ends_AsTheSystemWritesThem_WhicheverSends(string source, string destination)
    {
        IPEndPoint[] ends = [new(IPAddress.Parse(source), 49152), new(IPAddress.Parse(destination), 80)];

        foreach ((IPEndPoint from, IPEndPoint to) in new[] { (ends[0], ends[1]), (ends[1], ends[0]) })
        {
            var key = FlowKey.Of([.. from.Address.GetAddressBytes(), .. to.Address.GetAddressBytes()], (ushort)from.Port, (ushort)to.Port, out int sender);

            key.EndText(sender).Should().Be(from.ToString());
            key.EndText(1 - sender).Should().Be(to.ToString());
        }
    }
}
