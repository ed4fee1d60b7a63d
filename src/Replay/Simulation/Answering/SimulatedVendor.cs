using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>
/// A vendor's server that is not there, to try a set-up without the real one: it checks the hash of each session against
/// a token that is good for one, answers as published captures do, and fails on demand.
/// </summary>
public sealed class SimulatedVendor : IAsyncDisposable
{
    private readonly ConnectionServer _server;

    /// <summary>Makes a vendor; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="options">What it knows, offers and gets wrong.</param>
    /// <param name="clock">The time.</param>
    /// <param name="tell">Is told of each request, by any thread.</param>
    /// <param name="loggers">Where to tell of connections that went wrong.</param>
    public SimulatedVendor(IPEndPoint endPoint, VendorOptions options, TimeProvider clock, Action<VendorEvent> tell, ILoggerFactory loggers)
    {
        var state = new VendorState(VendorPerson.Sample, options.MaxSessions, clock);
        var vendor = new FaultyVendor(options, state, clock, Random.Shared);
        var handler = new VendorConnectionHandler(vendor, options, clock, tell, new ServeLog(loggers.CreateLogger("ScaleProxy.Simulate")));
        // A connection that hangs has to notice when the other side has had enough, so it is read all the while.
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true }), loggers);
        _server = new ConnectionServer(endPoint, options.MaxConnections, options.ShutdownTimeout, inline: true, transport, handler.OnConnectedAsync, loggers);
    }

    /// <summary>Opens the port.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public Task<string> StartAsync(CancellationToken cancellation) => _server.StartAsync(cancellation);

    /// <summary>Closes the port, and ends its connections.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
