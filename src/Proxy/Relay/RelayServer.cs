using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Proxy.Tls;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// Stands between scales and their vendor: bytes go on in both directions as they come, and a copy of them is recorded.
/// <code>
///   Listener ──► PlainIntake ─┬─ UpstreamChoice ── UpstreamDialer ──► OpenConnections ──► RelayedConnection
///   Listener ──► TlsIntake ───┘                                                           two Links, ConversationTap,
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
    private readonly TlsIntake? _tls;
    private bool _stopped;

    /// <summary>Makes a relay; <see cref="StartAsync"/> opens its ports.</summary>
    /// <param name="options">Where to listen and where to go on to, limits and choices.</param>
    /// <param name="recorder">Takes the copy.</param>
    /// <param name="resolver">Finds the vendor's addresses. It must not be the one that leads the scale here.</param>
    /// <param name="clock">The time.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    /// <param name="authority">Signs certificates for the names that clients ask for over TLS; needed for <see cref="RelayOptions.TlsListen"/>, and its owner's to dispose of.</param>
    public RelayServer(RelayOptions options, IConversationRecorder recorder, INameResolver resolver, TimeProvider clock, ILoggerFactory loggers, LocalAuthority? authority = null)
    {
        RunSocketsInline();
        _options = options;
        _clock = clock;
        _log = RelayLog.To(loggers);
        _loops = new LoopWatch(clock);
        _open = new OpenConnections(options, recorder, clock, _log);
        _places = new SemaphoreSlim(options.MaxConnections, options.MaxConnections);
        var choice = new UpstreamChoice(options);
        var dialer = new UpstreamDialer(options, resolver, _loops, clock, new PlainConnector(), new TlsConnector(new UpstreamTrust(options.VerifyUpstream, options.UpstreamRoots)));
        _plain = new PlainIntake(choice, dialer, _loops, _open, options, clock, _log);
        if (options.TlsListen is not null)
        {
            ArgumentNullException.ThrowIfNull(authority);
            _tls = new TlsIntake(choice, dialer, _loops, _open, authority, options, clock, _log, new TlsLog(loggers.CreateLogger("ScaleProxy.Learn")));
        }
    }

    /// <summary>Where it listens for TLS, <c>ADDR:PORT</c>, once it has started; null for nowhere.</summary>
    public string? TlsAddress { get; private set; }

    /// <summary>Opens the ports.</summary>
    /// <returns>Where it listens, <c>ADDR:PORT</c>: for TLS where that is all there is, see <see cref="TlsAddress"/>.</returns>
    /// <exception cref="ListenException">An address is in use, or may not be used.</exception>
    public Task<string> StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string? plain = _options.Listen is { } endPoint ? Listen(endPoint, _plain).ToString() : null;
        TlsAddress = _tls is not null ? Listen(_options.TlsListen!, _tls).ToString() : null;
        return Task.FromResult(plain ?? TlsAddress ?? throw new InvalidOperationException("there is no address to listen on"));
    }

    /// <summary>
    /// Closes the ports, ends what is between two exchanges, gives the others <see cref="RelayOptions.ShutdownTimeout"/> to
    /// finish, and breaks off what has not. What was recorded is handed over then.
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
            _log.BrokenOff(_open.BreakOff(), _options.ShutdownTimeout);
            await ended;
        }

        await _open.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _places.Dispose();
        _stopping.Dispose();
    }

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
