using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ScaleProxy.Cli.Doctor;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class VendorProbeTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public async Task Reached_WithItsClock(int offset)
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();
        string date = s_now.AddSeconds(offset).ToString("r", CultureInfo.InvariantCulture);
        Task serving = ServeAsync(vendor, $"HTTP/1.1 404 Not Found\r\nServer: x\r\nDATE: {date}\r\n\r\n");

        VendorReach reach = await Probe(vendor, ["127.0.0.1"]).ReachAsync(CancellationToken.None);

        await serving;
        reach.Server.Should().Be(vendor.LocalEndpoint);
        reach.ClockOffset.Should().Be(TimeSpan.FromSeconds(offset));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nDate: yesterday\r\n\r\n")]
    [InlineData("no HTTP at all")]
    [InlineData("")]
    public async Task Reached_ItsClockIsNotUnderstood(string reply)
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();
        Task serving = ServeAsync(vendor, reply);

        VendorReach reach = await Probe(vendor, ["127.0.0.1"]).ReachAsync(CancellationToken.None);

        await serving;
        reach.Server.Should().NotBeNull();
        reach.ClockOffset.Should().BeNull();
    }

    [Fact]
    public async Task Reached_ButSilent_IsReachedAllTheSame()
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();

        VendorReach reach = await Probe(vendor, TimeSpan.FromMilliseconds(100), ["127.0.0.1"]).ReachAsync(CancellationToken.None);

        reach.Should().Match<VendorReach>(reach => reach.Server != null && reach.ClockOffset == null);
    }

    [Fact]
    public async Task LeadsHere_IsNotConnectedTo()
    {
        using var us = new TcpListener(IPAddress.Parse("127.0.0.9"), 0);
        us.Start();

        VendorReach reach = await Probe(us, ["127.0.0.9"]).ReachAsync(CancellationToken.None);

        reach.Should().Match<VendorReach>(reach => reach.LeadsHere && reach.Server == null && reach.Problem!.Contains("a loop"));
        us.Pending().Should().BeFalse();
    }

    [Fact]
    public async Task FirstLeadsHere_SecondIsBelieved()
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();
        Task serving = ServeAsync(vendor, string.Empty);

        VendorReach reach = await Probe(vendor, ["127.0.0.9"], ["127.0.0.1"]).ReachAsync(CancellationToken.None);

        await serving;
        reach.Server.Should().Be(vendor.LocalEndpoint);
        reach.LeadsHere.Should().BeFalse();
    }

    [Fact]
    public async Task NobodyListens_SaysWhere()
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();
        VendorProbe probe = Probe(vendor, ["127.0.0.1"]);
        string address = vendor.LocalEndpoint.ToString()!;
        vendor.Stop();

        VendorReach reach = await probe.ReachAsync(CancellationToken.None);

        reach.Server.Should().BeNull();
        reach.Problem.Should().Contain(address);
    }

    [Fact]
    public async Task UnknownName_SaysSo()
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();

        (await Probe(vendor, Array.Empty<string>()).ReachAsync(CancellationToken.None)).Problem.Should().Contain("there is no such name");
    }

    [Theory]
    [InlineData("127.0.0.1", FindingLevel.Ok)]
    [InlineData("127.0.0.9", FindingLevel.Warn)]
    [InlineData("127.0.0.2", FindingLevel.Warn)]
    public async Task Check_NeverBad_AsServeDoesWithoutTheVendor(string address, object level)
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();

        IReadOnlyList<Finding> findings = await new VendorCheck("scalews.withings.net", Probe(vendor, TimeSpan.FromMilliseconds(100), [address])).RunAsync(CancellationToken.None);

        findings.Should().ContainSingle().Which.Level.Should().Be((FindingLevel)level);
    }

    private static VendorProbe Probe(TcpListener vendor, params string[][] resolvers) => Probe(vendor, TimeSpan.FromSeconds(30), resolvers);

    private static VendorProbe Probe(TcpListener vendor, TimeSpan patience, params string[][] resolvers) => new(
        "scalews.withings.net",
        ((IPEndPoint)vendor.LocalEndpoint).Port,
        [.. resolvers.Select(addresses => new FixedResolver(addresses).Named("a resolver"))],
        address => address.Equals(IPAddress.Parse("127.0.0.9")),
        new StoppedClock(s_now))
    {
        Patience = patience,
    };

    private static async Task ServeAsync(TcpListener vendor, string reply)
    {
        using TcpClient connection = await vendor.AcceptTcpClientAsync();
        byte[] request = new byte[1000];
        int length = await connection.GetStream().ReadAsync(request);
        Encoding.ASCII.GetString(request, 0, length).Should().StartWith("HEAD / HTTP/1.1\r\nHost: scalews.withings.net\r\n").And.EndWith("\r\n\r\n");
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(reply));
    }
}
