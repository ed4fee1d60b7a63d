using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Simulation;
using ScaleProxy.Replay.Simulation.Answering;
using ScaleProxy.Replay.Simulation.Calling;
using ScaleProxy.Replay.Tests.Simulation.Calling;

namespace ScaleProxy.Replay.Tests.Simulation.Answering;

/// <summary>A simulated scale and a simulated vendor, on a real socket.</summary>
public sealed class SimulatedVendorTests
{
    public static TheoryData<SimulatedModel, string, int> Ways => SimulatedScaleTests.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EveryModelInEveryWay_IsContent(SimulatedModel model, string way, int weighings)
    {
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions());

        await new SimulatedScale(ScaleIdentity.Sample with { Model = model }, TimeProvider.System).CallAsync(vendor.Address, SimulatedScaleTests.PlanOf(way), CancellationToken.None);

        vendor.Events[^1].Stored.Should().Be(weighings + (model == SimulatedModel.Ws50 ? 1 : 0));
        vendor.Events.Should().OnlyContain(request => request.Fault == VendorFault.None);
        vendor.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
    }

    [Theory]
    [InlineData(VendorFault.Unavailable, "HTTP 503")]
    [InlineData(VendorFault.Drop, "the connection was closed without a reply")]
    [InlineData(VendorFault.Hang, "no whole reply within 0.3 s")]
    [InlineData(VendorFault.Reset, "the connection was reset in place of a reply")]
    [InlineData(VendorFault.Slow, "no whole reply within 0.3 s")]
    [InlineData(VendorFault.Truncate, "the connection was closed before the reply was whole")]
    [InlineData(VendorFault.BadJson, "the reply's body is not JSON")]
    [InlineData(VendorFault.BadStatus, "status 2555: something went wrong there, and the scale keeps what it has")]
    [InlineData(VendorFault.Oversize, "a scale takes 1799 at most")]
    [InlineData(VendorFault.NoLength, "neither a Content-Length nor chunks")]
    public async Task EveryFault_IsSeenByTheScale_AsALine(VendorFault fault, string seen)
    {
        // Where the scale's patience is short, it is tried with the first request: on a busy machine that is all there is time for.
        bool waits = fault is VendorFault.Hang or VendorFault.Slow;
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions { Fault = fault, FaultEvery = waits ? 1 : 2 });
        var plan = new ScalePlan { Patience = TimeSpan.FromSeconds(waits ? 0.3 : 30) };

        Func<Task> call = () => new SimulatedScale(ScaleIdentity.Sample, TimeProvider.System).CallAsync(vendor.Address, plan, CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message
            .Should().StartWith($"'{(waits ? "once get" : "session new")}' to {vendor.Address}: ").And.Contain(seen).And.NotContain("\n");
        await vendor.UntilToldAsync(waits ? 1 : 2);
        vendor.Events[^1].Fault.Should().Be(fault);
        vendor.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
    }

    [Fact]
    public async Task ScaleOfAnotherSecret_IsRefused()
    {
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions());

        Func<Task> call = () => new SimulatedScale(ScaleIdentity.Sample with { Secret = Scale.Secret }, TimeProvider.System).CallAsync(vendor.Address, new ScalePlan(), CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message.Should().Contain("status 100");
    }

    [Fact]
    public async Task FirmwareOffer_IsUnderstood()
    {
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions { FirmwareOffer = new Uri("http://fw.example/a.bin") });
        var steps = new List<ScaleStep>();

        await new SimulatedScale(ScaleIdentity.Sample, TimeProvider.System, steps.Add).CallAsync(vendor.Address, new ScalePlan(), CancellationToken.None);

        steps[1].Understood.Should().EndWith("is to install a firmware from http://fw.example/a.bin");
    }

    [Fact]
    public async Task NoHttp_IsRefused_AndClosed()
    {
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions());
        using ScaleSocket sender = await ScaleSocket.ConnectAsync(vendor.Address);

        await sender.SendAsync("what is this\r\n\r\n");

        (await sender.ReadToEndAsync()).Should().StartWith("HTTP/1.1 400 ");
        vendor.Log.Of(LogLevel.Information).Should().ContainSingle();
    }

    [Fact]
    public async Task Pipelined_AnsweredInOrder()
    {
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions());
        using ScaleSocket scale = await ScaleSocket.ConnectAsync(vendor.Address);

        await scale.SendAsync(Scale.Once + Scale.Measure("1-2-3") + "GET / HTTP/1.1\r\n\r\n" + Scale.Once);

        (await scale.ReadAsync()).Once.Should().NotBeEmpty();
        (await scale.ReadAsync()).Status.Should().Be(JsonStatus.SessionInvalid);
        (await scale.ReadAsync()).Message.StatusCode.Should().Be(404);
        (await scale.ReadAsync()).Once.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(VendorFault.None)]
    [InlineData(VendorFault.Hang)]
    [InlineData(VendorFault.Slow)]
    public async Task Stop_EndsWhateverGoesOn(VendorFault fault)
    {
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions { Fault = fault, FaultEvery = 2, ShutdownTimeout = Timeout.InfiniteTimeSpan });
        using ScaleSocket scale = await ScaleSocket.ConnectAsync(vendor.Address);
        await scale.SayAsync(Scale.Once);
        if (fault != VendorFault.None)
        {
            await scale.SendAsync(Scale.Once);
            await vendor.UntilToldAsync(2);
        }

        await vendor.StopAsync();

        await scale.ReadToEndAsync();
    }

    [Fact]
    public async Task SilentConnection_IsEnded()
    {
        var clock = new HandClock(DateTimeOffset.FromUnixTimeSeconds(Serving.Utc));
        await using var vendor = await RunningVendor.StartAsync(new VendorOptions(), clock);
        using ScaleSocket silent = await ScaleSocket.ConnectAsync(vendor.Address);
        await silent.SayAsync(Scale.Once);

        clock.Move(new VendorOptions().IdleTimeout + TimeSpan.FromSeconds(1));

        (await silent.ReadToEndAsync()).Should().BeEmpty();
    }

    private sealed class RunningVendor : IAsyncDisposable
    {
        private readonly ConcurrentQueue<VendorEvent> _events = new();
        private readonly SemaphoreSlim _told = new(0);
        private readonly SimulatedVendor _vendor;

        private RunningVendor(VendorOptions options, TimeProvider clock) =>
            _vendor = new SimulatedVendor(new IPEndPoint(IPAddress.Loopback, 0), options, clock, Take, Log);

        public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

        public LogLines Log { get; } = new();

        public VendorEvent[] Events => [.. _events];

        public static async Task<RunningVendor> StartAsync(VendorOptions options, TimeProvider? clock = null)
        {
            var running = new RunningVendor(options, clock ?? TimeProvider.System);
            running.Address = IPEndPoint.Parse(await running._vendor.StartAsync(CancellationToken.None));
            return running;
        }

        /// <summary>Waits until it has told of so many requests.</summary>
        public async Task UntilToldAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                (await _told.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
            }
        }

        public Task StopAsync() => _vendor.StopAsync();

        public async ValueTask DisposeAsync()
        {
            await _vendor.StopAsync();
            await _vendor.DisposeAsync();
            _told.Dispose();
        }

        private void Take(VendorEvent request)
        {
            _events.Enqueue(request);
            _told.Release();
        }
    }
}
