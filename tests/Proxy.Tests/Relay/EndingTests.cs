using Microsoft.Extensions.Logging;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>Each end of a connection is passed on as it is; and the process ends without cutting an exchange short.</summary>
public sealed class EndingTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ScaleThatSendsNoMore_StillGetsItsReply()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();

        await scale.SendAsync(Http.Once);
        scale.EndSending();
        Text.Of(await vendor.ReadToEndAsync()).Should().Be(Http.Once);
        await vendor.SendAsync(Http.Ok);
        await scale.ExpectAsync(Http.Ok);
        vendor.EndSending();

        (await scale.ReadToEndAsync()).Should().BeEmpty();
        await relay.Recorder.Conversations[0].Ended;
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response.Should().NotBeNull();
    }

    [Fact]
    public async Task VendorThatSendsNoMore_StillHearsTheScale()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();

        vendor.EndSending();
        (await scale.ReadToEndAsync()).Should().BeEmpty();
        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);
        scale.EndSending();

        (await vendor.ReadToEndAsync()).Should().BeEmpty();
        await relay.Recorder.Conversations[0].Ended;
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response.Should().BeNull();
    }

    [Fact]
    public async Task VendorResetsInTheMiddle_ScaleSeesAReset_AndWhatCameBefore()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);
        await vendor.SendAsync(Http.Ok[..30]);
        await scale.ExpectAsync(Http.Ok[..30]);

        vendor.Reset();

        (await scale.IsResetAsync()).Should().BeTrue();
        await relay.Recorder.Conversations[0].Ended;
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response!.Truncated.Should().BeTrue();
        relay.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
    }

    [Fact]
    public async Task ScaleResetsInTheMiddle_VendorSeesAReset()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Once[..30]);
        await vendor.ExpectAsync(Http.Once[..30]);

        scale.Reset();

        (await vendor.IsResetAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task ScaleResetsWhileItIsSentMuch_VendorSeesAReset()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        Task<int> sending = vendor.Socket.SendAsync(new byte[64 * 1024 * 1024], System.Net.Sockets.SocketFlags.None);
        await scale.ReceiveAsync(1);

        scale.Reset();

        await FluentActions.Awaiting(() => sending).Should().ThrowAsync<System.Net.Sockets.SocketException>();
    }

    [Fact]
    public async Task SecondRelayOnThePort_Refused_UntilTheFirstHasEnded()
    {
        RunningRelay first = await RunningRelay.StartAsync();
        Func<Task<RunningRelay>> second = () => RunningRelay.StartAsync((_, options) => options with { Listen = first.Address });
        await FluentActions.Awaiting(second).Should().ThrowAsync<ListenException>();

        // It closes a connection first, so that the port goes on fading away for a minute.
        (End scale, End _) = await first.JoinAsync();
        await first.DisposeAsync();
        (await scale.ReadToEndAsync()).Should().BeEmpty();

        await using RunningRelay next = await second();
        next.Address.Should().Be(first.Address);
    }

    [Fact]
    public async Task SilentConnection_EndsOnBothSides_AndTheBusyOneGoesOn()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        TimeSpan idle = new RelayOptions().IdleTimeout;
        (End silent, End silentVendor) = await relay.JoinAsync();
        (End busy, End busyVendor) = await relay.JoinAsync();
        // A byte that has passed shows that they are joined; the clock moves after that.
        await silent.SendAsync("a");
        await silentVendor.ExpectAsync("a");
        await busy.SendAsync("b");
        await busyVendor.ExpectAsync("b");
        relay.Clock.Move(idle - s_moment);
        await busy.SendAsync("x");
        await busyVendor.ExpectAsync("x");

        relay.Clock.Move(2 * s_moment);

        (await silent.ReadToEndAsync()).Should().BeEmpty();
        (await silentVendor.ReadToEndAsync()).Should().BeEmpty();
        await busy.SendAsync("y");
        await busyVendor.ExpectAsync("y");
        relay.Log.Of(LogLevel.Information).Should().ContainSingle().Which.Should().Contain("nothing passed");
    }

    [Fact]
    public async Task ConnectionThatWasSilent_AndGaveItsBuffersBack_GoesOn()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        for (int i = 0; i < 3; i++)
        {
            await scale.SendAsync(Http.Once);
            await vendor.ExpectAsync(Http.Once);
            relay.Clock.Move(TimeSpan.FromHours(1));
            relay.Clock.Move(s_moment);
            await vendor.SendAsync(Http.Ok);
            await scale.ExpectAsync(Http.Ok);
        }

        scale.EndSending();
        (await vendor.ReadToEndAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Stop_EndsWhatIsAtRest_Silently()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { ShutdownTimeout = Timeout.InfiniteTimeSpan });
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);
        await vendor.SendAsync(Http.Ok);
        await scale.ExpectAsync(Http.Ok);

        await relay.Server.StopAsync();

        (await scale.ReadToEndAsync()).Should().BeEmpty();
        (await vendor.ReadToEndAsync()).Should().BeEmpty();
        relay.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
    }

    [Fact]
    public async Task Stop_LetsAnExchangeFinish()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { ShutdownTimeout = Timeout.InfiniteTimeSpan });
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);

        Task stop = relay.Server.StopAsync();
        await vendor.SendAsync(Http.Ok[..^3]);
        await scale.ExpectAsync(Http.Ok[..^3]);
        stop.IsCompleted.Should().BeFalse();
        await vendor.SendAsync(Http.Ok[^3..]);

        Text.Of(await scale.ReadToEndAsync()).Should().Be(Http.Ok[^3..]);
        await stop;
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response!.Truncated.Should().BeFalse();
    }

    [Fact]
    public async Task Stop_BreaksOffWhatTakesTooLong()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);

        await relay.StopAtLastAsync();

        (await scale.IsResetAsync()).Should().BeTrue();
        (await vendor.IsResetAsync()).Should().BeTrue();
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response.Should().BeNull();
        relay.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().StartWith("1 connection");
    }

    [Fact]
    public async Task ConnectionTooMany_WaitsForAPlace()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { MaxConnections = 1 });
        (End first, End firstVendor) = await relay.JoinAsync();
        using End second = await relay.ConnectAsync();
        await second.SendAsync(Http.Once);
        await first.SendAsync(Http.Once);
        await firstVendor.ExpectAsync(Http.Once);

        first.Dispose();
        firstVendor.Dispose();

        using End secondVendor = await relay.AcceptAsync();
        await secondVendor.ExpectAsync(Http.Once);
        relay.Log.Of(LogLevel.Warning).Should().NotBeEmpty().And.OnlyContain(line => line.Contains("limit", StringComparison.Ordinal));
    }
}
