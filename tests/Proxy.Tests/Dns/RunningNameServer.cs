using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Proxy.Tests.Dns;

/// <summary>Our name server on a free port of loopback, answering 192.168.1.10, with its log.</summary>
internal sealed class RunningNameServer : IAsyncDisposable, ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly DnsServer _server;

    private RunningNameServer(DnsServerOptions options) => _server = new DnsServer(options, TimeProvider.System, this);

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Level and text of each line.</summary>
    public IReadOnlyCollection<string> Log => _log;

    public static async Task<RunningNameServer> StartAsync(Func<DnsServerOptions, DnsServerOptions>? change = null)
    {
        var options = new DnsServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Answer = IPAddress.Parse("192.168.1.10") };
        var running = new RunningNameServer(change is null ? options : change(options));
        running.Address = IPEndPoint.Parse(await running._server.StartAsync(CancellationToken.None));
        return running;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    void IDisposable.Dispose()
    {
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue($"{logLevel} {formatter(state, exception)}{exception}");
}
