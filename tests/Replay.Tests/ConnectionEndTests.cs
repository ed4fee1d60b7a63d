using System.Net;
using Microsoft.Extensions.Logging;

namespace ScaleProxy.Replay.Tests;

/// <summary>How connections end, on a real socket: whoever ends them, nothing that came is lost.</summary>
public sealed class ConnectionEndTests
{
    [Fact]
    public async Task RequestCutShort_IsKeptAllTheSame()
    {
        RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        string cut = Scale.Measure("1-2-3")[..^20];

        await scale.SendAsync(cut);
        scale.EndSending();

        (await scale.ReadToEndAsync()).Should().BeEmpty();
        await server.DisposeAsync();
        server.Keeper.Exchanges.Should().ContainSingle().Which.Response.IsEmpty.Should().BeTrue();
        server.Keeper.Requests.Should().Equal(cut);
        server.Keeper.Measurements.Should().BeEmpty();
    }

    [Fact]
    public async Task ResetInTheMiddleOfABody_IsNoFault()
    {
        RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        (await scale.SayAsync(Scale.Head("maint", 3000, "Expect: 100-continue\r\n"))).Message.StatusCode.Should().Be(100);

        scale.Reset();

        await server.DisposeAsync();
        server.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
        server.Keeper.Requests.Should().Equal(Scale.Head("maint", 3000, "Expect: 100-continue\r\n"));
        Text.Of(server.Keeper.Exchanges[0].Response).Should().Be("HTTP/1.1 100 Continue\r\n\r\n");
    }

    [Fact]
    public async Task OnceAlone_IsKeptWhenTheConnectionEnds()
    {
        RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Once);
        scale.Reset();

        await server.DisposeAsync();

        server.Keeper.Exchanges.Should().ContainSingle().Which.Repeats.Should().Be(2);
    }

    [Fact]
    public async Task SilentConnection_IsEnded()
    {
        RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket silent = await server.ConnectAsync();
        await silent.SayAsync(Scale.Once);

        server.Clock.Move(Serving.Options.IdleTimeout + TimeSpan.FromSeconds(1));

        (await silent.ReadToEndAsync()).Should().BeEmpty();
        await server.DisposeAsync();
        server.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
        server.Keeper.Requests.Should().Equal(Scale.Once);
    }

    [Fact]
    public async Task ConnectionTooMany_IsClosedAtOnce()
    {
        await using RunningServer server = await RunningServer.StartAsync(Serving.Options with { MaxConnections = 1 });
        using ScaleSocket first = await server.ConnectAsync();
        await first.SayAsync(Scale.Once);

        using ScaleSocket second = await server.ConnectAsync();

        (await second.ReadToEndAsync()).Should().BeEmpty();
        (await first.SayAsync(Scale.Once)).Status.Should().Be(0);
    }

    [Fact]
    public async Task Stop_EndsASilentConnection()
    {
        await using RunningServer server = await RunningServer.StartAsync(Serving.Options with { ShutdownTimeout = Timeout.InfiniteTimeSpan });
        using ScaleSocket scale = await server.ConnectAsync();
        await scale.SayAsync(Scale.Once);

        await server.Server.StopAsync();

        (await scale.ReadToEndAsync()).Should().BeEmpty();
        server.Keeper.Requests.Should().Equal(Scale.Once);
    }

    [Fact]
    public async Task Stop_FinishesTheRequestAtHand_AndEndsThen()
    {
        await using RunningServer server = await RunningServer.StartAsync(Serving.Options with { ShutdownTimeout = Timeout.InfiniteTimeSpan });
        using ScaleSocket scale = await server.ConnectAsync();
        string id = (await scale.BeginAsync()).SessionId;
        string request = Scale.Measure(id);
        string head = request[..^20];
        (await scale.SayAsync(Scale.Associate(id) + head)).Status.Should().Be(205);

        Task stop = server.Server.StopAsync();
        await PortToCloseAsync(server.Address);
        await scale.SendAsync(request[^20..]);

        (await scale.ReadToEndAsync()).Should().Be(Vendor.Ok(Serving.Date));
        await stop;
        server.Keeper.Measurements.Should().HaveCount(1);
    }

    [Fact]
    public async Task Stop_WaitsForTheDisk()
    {
        await using RunningServer server = await RunningServer.StartAsync(Serving.Options with { ShutdownTimeout = Timeout.InfiniteTimeSpan });
        using ScaleSocket scale = await server.ConnectAsync();
        string id = (await scale.BeginAsync()).SessionId;
        var disk = new TaskCompletionSource();
        server.Keeper.Slow = disk;
        await scale.SendAsync(Scale.Measure(id));
        Task<string> rest = scale.ReadToEndAsync();
        await Task.WhenAny(rest, server.Keeper.HandedOver.Task);

        Task stop = server.Server.StopAsync();
        await PortToCloseAsync(server.Address);
        disk.SetResult();

        (await rest).Should().Be(Vendor.Ok(Serving.Date));
        await stop;
    }

    [Fact]
    public async Task ArchiveThatCannotBeRead_ConnectionClosedAndTheReasonSaid()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        server.Keeper.Unreadable = true;

        await scale.SendAsync(Scale.Once);

        (await scale.ReadToEndAsync()).Should().BeEmpty();
        server.Log.Of(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("the archive cannot be read").And.NotContain("fault");
    }

    [Fact]
    public async Task ArchiveThatIsDead_WhenAConnectionEnds_IsSaid()
    {
        RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        await scale.SayAsync(Scale.Once);
        server.Keeper.Dead = true;

        await server.DisposeAsync();

        server.Log.Of(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("the writer has ended");
    }

    // The port closes before the connections are told, and a connection is refused as soon as it has.
    private static async Task PortToCloseAsync(IPEndPoint address)
    {
        while (true)
        {
            try
            {
                using ScaleSocket probe = await ScaleSocket.ConnectAsync(address);
            }
            catch (System.Net.Sockets.SocketException)
            {
                return;
            }
        }
    }
}
