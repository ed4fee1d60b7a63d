using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Replay.Transport;

namespace ScaleProxy.Replay;

/// <summary>Listens for scales, and answers them in their vendor's place.</summary>
public sealed class ScaleServer : IAsyncDisposable
{
    private readonly ConnectionServer _server;

    /// <summary>Makes a server; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="keeper">Where things are kept, and where profiles come from.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="clock">The time.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    /// <param name="vendor">The vendor to hand requests on to; null to answer alone.</param>
    public ScaleServer(IPEndPoint endPoint, IScaleKeeper keeper, ServeOptions options, TimeProvider clock, ILoggerFactory loggers, IVendor? vendor = null)
    {
        ILogger logger = loggers.CreateLogger("ScaleProxy.Serve");
        var log = new ServeLog(logger);
        var responder = new Responder(keeper, options, clock, log, vendor is null ? null : (vendor, new VendorLog(logger)));
        var handler = new ScaleConnectionHandler(responder, keeper, options, clock, log);
        // A file answers at once. What several processes share is asked of a server, which may let one wait.
        _server = new ConnectionServer(endPoint, options.MaxConnections, options.ShutdownTimeout, inline: keeper.SharedOnces is null, new ScaleTransport(clock, log), handler.OnConnectedAsync, loggers);
    }

    /// <summary>Opens the port.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public Task<string> StartAsync(CancellationToken cancellation) => _server.StartAsync(cancellation);

    /// <summary>Closes the port, and ends connections between two requests.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
