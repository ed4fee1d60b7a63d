using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Proxy.Tests.Dns;

/// <summary>What keeps the name server from starting.</summary>
public sealed class DnsServerStartTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    public async Task ResolverIsOurselves_DoesNotStart(string listen, string resolver)
    {
        int port = FreePort();
        await using var server = Server(Options(new IPEndPoint(IPAddress.Parse(listen), port)) with { Resolver = new IPEndPoint(IPAddress.Parse(resolver), port) });

        Func<Task> starting = () => server.StartAsync(CancellationToken.None);

        await starting.Should().ThrowAsync<DnsServerException>().WithMessage($"*{resolver}:{port}*this very name server*");
    }

    [Fact]
    public async Task ResolverIsBesideUs_Starts()
    {
        int port = FreePort();
        await using var server = Server(Options(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port)) with { Resolver = new IPEndPoint(IPAddress.Loopback, port) });

        (await server.StartAsync(CancellationToken.None)).Should().Be($"127.0.0.2:{port}");
    }

    [Theory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    public async Task PortIsTaken_SaysSo(SocketType type)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (type == SocketType.Stream)
        {
            taken.Listen();
        }

        foreach (IPAddress listen in (IPAddress[])[IPAddress.Loopback, IPAddress.Any])
        {
            await using var server = Server(Options(new IPEndPoint(listen, ((IPEndPoint)taken.LocalEndPoint!).Port)));
            Func<Task> starting = () => server.StartAsync(CancellationToken.None);
            await starting.Should().ThrowAsync<DnsServerException>().WithMessage("*another name server has it*");
        }
    }

    [Fact]
    public async Task AnswerIsNoAddress_DoesNotStart()
    {
        await using var server = Server(Options(new IPEndPoint(IPAddress.Loopback, 0)) with { Answer = IPAddress.Any });

        Func<Task> starting = () => server.StartAsync(CancellationToken.None);

        await starting.Should().ThrowAsync<DnsServerException>().WithMessage("0.0.0.0*");
    }

    private static DnsServerOptions Options(IPEndPoint listen) => new() { Listen = listen, Answer = IPAddress.Parse("192.168.1.10") };

    private static DnsServer Server(DnsServerOptions options) => new(options, TimeProvider.System, NullLoggerFactory.Instance);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
