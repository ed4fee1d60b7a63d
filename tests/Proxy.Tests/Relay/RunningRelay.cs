using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Replay.Tests;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>A real relay on a free loopback port, between ends that a test holds in its hands.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private readonly Socket _vendor = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RunningRelay()
    {
        _vendor.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _vendor.Listen(2048);
        Vendor = (IPEndPoint)_vendor.LocalEndPoint!;
    }

    public HandClock Clock { get; } = new(new DateTimeOffset(2014, 6, 8, 7, 33, 4, TimeSpan.Zero));

    public LogLines Log { get; } = new();

    public MemoryRecorder Recorder { get; } = new();

    public RelayServer Server { get; private set; } = null!;

    /// <summary>Where the relay listens.</summary>
    public IPEndPoint Address { get; private set; } = null!;

    /// <summary>Where the vendor listens.</summary>
    public IPEndPoint Vendor { get; }

    /// <summary>Starts one that goes by <c>--upstream</c>, unless the options are changed.</summary>
    public static async Task<RunningRelay> StartAsync(Func<RunningRelay, RelayOptions, RelayOptions>? change = null, INameResolver? names = null)
    {
        var relay = new RunningRelay();
        var options = new RelayOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Upstream = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{relay.Vendor}")),
        };
        options = change?.Invoke(relay, options) ?? options;
        relay.Server = new RelayServer(options, relay.Recorder, names ?? new FixedNames(), relay.Clock, relay.Log);
        relay.Address = IPEndPoint.Parse(await relay.Server.StartAsync(CancellationToken.None));
        return relay;
    }

    public Task<End> ConnectAsync(int? receiveBuffer = null) => End.ConnectAsync(Address, receiveBuffer);

    /// <summary>The vendor's end of the next connection that the relay makes.</summary>
    public async Task<End> AcceptAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return new End(await _vendor.AcceptAsync(patience.Token));
    }

    /// <summary>Both ends of a connection.</summary>
    public async Task<(End Scale, End Vendor)> JoinAsync(int? receiveBuffer = null)
    {
        End scale = await ConnectAsync(receiveBuffer);
        return (scale, await AcceptAsync());
    }

    /// <summary>No vendor listens any more.</summary>
    public void CloseVendor() => _vendor.Dispose();

    /// <summary>Whether the next connection is reset, be it before the client knows that it has one.</summary>
    public async Task<bool> ResetsNextAsync()
    {
        try
        {
            using End scale = await ConnectAsync();
            return await scale.IsResetAsync();
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    /// <summary>Ends the relay; what a test left in the middle of something is given up after a while that takes no time.</summary>
    public async Task StopAtLastAsync()
    {
        Task stop = Server.StopAsync();
        await Eventually.HoldsAsync(() =>
        {
            Clock.Move(new RelayOptions().ShutdownTimeout);
            return stop.IsCompleted;
        });
        await stop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAtLastAsync();
        await Server.DisposeAsync();
        _vendor.Dispose();
    }
}
