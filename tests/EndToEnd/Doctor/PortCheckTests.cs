using System.Net;
using System.Net.Sockets;
using ScaleProxy.Cli.Doctor;

namespace ScaleProxy.EndToEnd.Doctor;

public sealed class PortCheckTests
{
    [Fact]
    public async Task Free_Ok()
    {
        (await LookAsync(new IPEndPoint(IPAddress.Loopback, 0), _ => throw new InvalidOperationException("nobody to ask for"))).Level.Should().Be(FindingLevel.Ok);
    }

    [Theory]
    [InlineData("dotnet /opt/scaleproxy/scaleproxy.dll serve --listen 0.0.0.0:80", FindingLevel.Ok, "scaleproxy serve (process 7)")]
    [InlineData("/usr/bin/scaleproxy learn", FindingLevel.Ok, "scaleproxy learn (process 7)")]
    [InlineData("/usr/bin/scaleproxy simulate vendor", FindingLevel.Bad, "scaleproxy (process 7)")]
    [InlineData("/usr/sbin/nginx -g serve", FindingLevel.Bad, "nginx (process 7)")]
    [InlineData(null, FindingLevel.Bad, "not told by whom")]
    public async Task Taken_FineOnlyIfItIsWeWhoAnswerScales(string? command, object level, string says)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Finding finding = await LookAsync((IPEndPoint)taken.LocalEndpoint, _ => command is null ? null : new PortHolder(7, command.Split(' ')));

        finding.Level.Should().Be((FindingLevel)level);
        finding.Text.Should().Contain(says).And.NotContain("-g");
    }

    [Fact]
    public async Task AddressIsNotThisMachines_Bad()
    {
        (await LookAsync(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), _ => null)).Should().Match<Finding>(finding =>
            finding.Level == FindingLevel.Bad && finding.Text.Contains("192.0.2.1") && finding.Mend != null);
    }

    [Fact]
    public void HolderOf_OwnSocket_IsThisProcess()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        ListeningSockets.HolderOf(port)!.ProcessId.Should().Be(Environment.ProcessId);
        taken.Stop();
        ListeningSockets.HolderOf(port).Should().BeNull();
    }

    private static async Task<Finding> LookAsync(IPEndPoint listen, Func<int, PortHolder?> holderOf) =>
        (await new PortCheck(listen, holderOf).RunAsync(CancellationToken.None)).Single();
}
