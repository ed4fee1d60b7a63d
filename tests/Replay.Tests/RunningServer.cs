using System.Net;
using ScaleProxy.Model.Learning;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests;

/// <summary>A real server on a free loopback port, with an archive in memory and a clock moved by hand.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(ServeOptions options, IReadOnlyList<Profile> profiles)
    {
        Keeper = new MemoryKeeper(profiles);
        Server = new ScaleServer(new IPEndPoint(IPAddress.Loopback, 0), Keeper, options, Clock, Log);
    }

    public MemoryKeeper Keeper { get; }

    public HandClock Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(Serving.Utc));

    public LogLines Log { get; } = new();

    public ScaleServer Server { get; }

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    public static async Task<RunningServer> StartAsync(ServeOptions? options = null, params IReadOnlyList<Profile> profiles)
    {
        var running = new RunningServer(options ?? Serving.Options, profiles.Count == 0 ? [Vendor.Known] : profiles);
        running.Address = IPEndPoint.Parse(await running.Server.StartAsync(CancellationToken.None));
        return running;
    }

    public Task<ScaleSocket> ConnectAsync() => ScaleSocket.ConnectAsync(Address);

    /// <summary>Ends the server, so that every connection has ended and everything is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync();
        await Server.DisposeAsync();
    }
}
