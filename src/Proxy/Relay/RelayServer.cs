using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// Stands between scales and their vendor: bytes go on in both directions as they come, and a copy of them is recorded.
/// <code>
///   Listener ──► PlainIntake ── UpstreamChoice ── UpstreamDialer ──► OpenConnections ──► RelayedConnection
///                                                                                         two Links, ConversationTap,
///                                                                                         FirmwareGuard
/// </code>
/// </summary>
public sealed class RelayServer : IAsyncDisposable
{
    private readonly RelayOptions _options;
    private readonly TimeProvider _clock;
    private readonly RelayLog _log;
    private readonly LoopWatch _loops;
    private readonly OpenConnections _open;
    private readonly SemaphoreSlim _places;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Listener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly PlainIntake _plain;
    private bool _stopped;

    /// <summary>Makes a relay; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="options">Where to listen and where to go on to, limits and choices.</param>
    /// <param name="recorder">Takes the copy.</param>
    /// <param name="resolver">Finds the vendor's addresses. It must not be the one that leads the scale here.</param>
    /// <param name="clock">The time.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    public RelayServer(RelayOptions options, IConversationRecorder recorder, INameResolver resolver, TimeProvider clock, ILoggerFactory loggers)
    {
        RunSocketsInline();
        _options = options;
        _clock = clock;
        _log = new RelayLog(loggers.CreateLogger("ScaleProxy.Learn"));
        _loops = new LoopWatch(clock);
        _open = new OpenConnections(options, recorder, clock, _log);
        _places = new SemaphoreSlim(options.MaxConnections, options.MaxConnections);
        var choice = new UpstreamChoice(options);
        var dialer = new UpstreamDialer(options, resolver, _loops, clock, new PlainConnector(), tls: null);
        _plain = new PlainIntake(choice, dialer, _loops, _open, options, clock, _log);
    }

    /// <summary>Opens the port.</summary>
    /// <returns>Where it listens, <c>ADDR:PORT</c>.</returns>
    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public Task<string> StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        IPEndPoint endPoint = _options.Listen ?? throw new InvalidOperationException("there is no address to listen on");
        return Task.FromResult(Listen(endPoint, _plain).ToString());
    }

    /// <summary>
    /// Closes the port, ends what is between two exchanges, gives the others <see cref="RelayOptions.ShutdownTimeout"/> to
    /// finish, and breaks off what has not.
    /// </summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await _stopping.CancelAsync();
        foreach (Listener listener in _listeners)
        {
            listener.Dispose();
        }

        await Task.WhenAll(_accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _open.EndAtRest();
        Task ended = AllEndedAsync();
        try
        {
            await ended.WaitAsync(_options.ShutdownTimeout, _clock);
        }
        catch (TimeoutException)
        {
            _log.BrokenOff(_options.MaxConnections - _places.CurrentCount, _options.ShutdownTimeout);
            _open.BreakOff();
            await ended;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _open.Dispose();
        _places.Dispose();
        _stopping.Dispose();
    }

    // For TLS, another intake with the same dialer and the same open connections.
    private IPEndPoint Listen(IPEndPoint endPoint, IIntake intake)
    {
        var listener = new Listener(endPoint, intake, _places, _options, _clock, _log);
        _listeners.Add(listener);
        IPEndPoint at = listener.Open();
        _loops.Listening(at);
        _accepting.Add(listener.AcceptAsync(_stopping.Token));
        return at;
    }

    // When every place is free again, nobody is left.
    private async Task AllEndedAsync()
    {
        for (int place = 0; place < _options.MaxConnections; place++)
        {
            await _places.WaitAsync();
        }
    }

    // What is done with bytes is short and never blocks, so it runs on the very thread that the kernel told of them. .NET
    // reads this once, when the first socket of the process is used, and offers no other way to say it.
    private static void RunSocketsInline() =>
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
}
