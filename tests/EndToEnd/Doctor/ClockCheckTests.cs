using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ScaleProxy.Cli.Doctor;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class ClockCheckTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, FindingLevel.Ok)]
    [InlineData(false, FindingLevel.Warn)]
    [InlineData(null, FindingLevel.Warn)]
    public async Task VendorIsNotReached_TheSystemKnows(bool? isSynchronized, object level)
    {
        (await LookAsync(s_now, vendorAhead: null, isSynchronized)).Level.Should().Be((FindingLevel)level);
    }

    [Theory]
    [InlineData(1, FindingLevel.Ok, "as the vendor's clock says too")]
    [InlineData(-119, FindingLevel.Ok, "as the vendor's clock says too")]
    [InlineData(180, FindingLevel.Bad, "the vendor's clock is 180 s ahead")]
    [InlineData(-86400, FindingLevel.Bad, "the vendor's clock is 86400 s behind")]
    public async Task VendorIsReached_ItsClockIsBelieved(int ahead, object level, string says)
    {
        Finding finding = await LookAsync(s_now, ahead, isSynchronized: true);

        finding.Level.Should().Be((FindingLevel)level);
        finding.Text.Should().Contain(says);
    }

    [Fact]
    public async Task BeforeThisWasWritten_Bad()
    {
        Finding finding = await LookAsync(DateTimeOffset.UnixEpoch, vendorAhead: null, isSynchronized: true);

        finding.Level.Should().Be(FindingLevel.Bad);
        finding.Text.Should().Contain("1970");
    }

    private static async Task<Finding> LookAsync(DateTimeOffset now, int? vendorAhead, bool? isSynchronized)
    {
        var clock = new StoppedClock(now);
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();
        Task serving = vendorAhead is { } ahead ? ServeAsync(vendor, now.AddSeconds(ahead)) : Task.CompletedTask;
        FixedResolver resolver = vendorAhead is null ? new FixedResolver() : new FixedResolver("127.0.0.1");
        var probe = new VendorProbe("vendor.test", ((IPEndPoint)vendor.LocalEndpoint).Port, [resolver.Named("a resolver")], _ => false, clock);

        IReadOnlyList<Finding> findings = await new ClockCheck(clock, probe, _ => Task.FromResult(isSynchronized)).RunAsync(CancellationToken.None);

        await serving;
        return findings.Single();
    }

    private static async Task ServeAsync(TcpListener vendor, DateTimeOffset date)
    {
        using TcpClient connection = await vendor.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nDate: " + date.ToString("r", CultureInfo.InvariantCulture) + "\r\n\r\n"));
        _ = await connection.GetStream().ReadAsync(new byte[1000]);
    }
}
