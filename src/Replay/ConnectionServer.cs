using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleProxy.Replay;

/// <summary>
/// Listens for connections. Kestrel gives limits and an orderly end; its HTTP layer is not used, as every byte
/// of a reply is to be ours.
/// </summary>
internal sealed class ConnectionServer : IDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly TimeSpan _shutdownTimeout;

    /// <summary>Makes a server; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="maxConnections">Connections at the same time; further ones are closed at once.</param>
    /// <param name="shutdownTimeout">How long connections may go on when the server is told to stop.</param>
    /// <param name="inline">A turn never waits for anything but its own connection, so that it need not leave the thread that the kernel told of its bytes.</param>
    /// <param name="transport">Gives the connections.</param>
    /// <param name="serve">Serves a connection to its end.</param>
    /// <param name="loggers">Where Kestrel tells what happens.</param>
    public ConnectionServer(
        IPEndPoint endPoint, int maxConnections, TimeSpan shutdownTimeout, bool inline, IConnectionListenerFactory transport, Func<ConnectionContext, Task> serve, ILoggerFactory loggers)
    {
        _shutdownTimeout = shutdownTimeout;
        if (inline)
        {
            RunSocketsInline();
        }

        var kestrel = new KestrelServerOptions();
        kestrel.Limits.MaxConcurrentConnections = maxConnections;
        kestrel.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.None;
            listen.Run(serve);
        });
        _kestrel = new KestrelServer(Options.Create(kestrel), transport, loggers);
    }

    /// <summary>Opens the port.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public async Task<string> StartAsync(CancellationToken cancellation)
    {
        await _kestrel.StartAsync(new NoApplication(), cancellation);
        string address = _kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return AuthorityOf(address);
    }

    /// <summary>Closes the port, and ends connections between two requests.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(_shutdownTimeout);
        await _kestrel.StopAsync(limit.Token);
    }

    /// <inheritdoc/>
    public void Dispose() => _kestrel.Dispose();

    // Uri.Authority leaves out port 80, which is where scales call.
    internal static string AuthorityOf(string address)
    {
        var uri = new Uri(address);
        return string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}");
    }

    // A turn is short and never blocks, so it runs on the very thread that the kernel told of its bytes: on one core that
    // is nearly half of the cost of a request. .NET reads this once, when the first socket of the process is used, and
    // offers no other way to say it.
    private static void RunSocketsInline() =>
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

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
