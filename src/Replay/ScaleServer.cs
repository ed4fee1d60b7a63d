using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay;

/// <summary>
/// Listens for scales. Kestrel gives sockets, limits and an orderly end; its HTTP layer is not used, as the bytes of a
/// reply must be the learned ones.
/// </summary>
public sealed class ScaleServer : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly ServeOptions _options;

    /// <summary>Makes a server; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="keeper">Where things are kept, and where profiles come from.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="clock">The time.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    public ScaleServer(IPEndPoint endPoint, IScaleKeeper keeper, ServeOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        _options = options;
        var log = new ServeLog(loggers.CreateLogger("ScaleProxy.Serve"));
        var responder = new Responder(keeper, options, clock, log);
        var handler = new ScaleConnectionHandler(responder, keeper, options, clock, log);

        var kestrel = new KestrelServerOptions();
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.None;
            listen.Run(handler.OnConnectedAsync);
        });
        // A turn is short and never blocks, so it runs where its bytes came in.
        var transport = new SocketTransportOptions { UnsafePreferInlineScheduling = true };
        _kestrel = new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(transport), loggers), loggers);
    }

    /// <summary>Opens the port.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public async Task<string> StartAsync(CancellationToken cancellation)
    {
        await _kestrel.StartAsync(new NoApplication(), cancellation);
        string address = _kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new Uri(address).Authority;
    }

    /// <summary>Closes the port, and ends connections between two requests.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(_options.ShutdownTimeout);
        await _kestrel.StopAsync(limit.Token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        return ValueTask.CompletedTask;
    }

    // Kestrel wants an application for its HTTP layer, which nothing reaches here.
    private sealed class NoApplication : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(object context) => Task.CompletedTask;

        public void DisposeContext(object context, Exception? exception)
        {
        }
    }
}
