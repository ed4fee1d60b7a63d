using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Retrying;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tls;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Forward;

/// <summary>
/// Hands on to the vendor what waits in the outbox. Of several processes on one archive, one at a time does: whoever finds
/// something due takes the turn, keeps it while it sends, and gives it back.
/// <code>
///   Forwarder ── due? ── turn? ──► ScaleCaller ─┬─ ScaleVisit (what is said)
///       ▲                              │        └─ VisitLine (the connection)
///       └── after a while              └──► IOutbox (what became of it)
/// </code>
/// </summary>
public sealed class Forwarder
{
    private const string VendorHost = "scalews.withings.net";
    private const int VendorPort = 80;

    private readonly ForwardOptions _options;
    private readonly IOutbox _outbox;
    private readonly TimeProvider _clock;
    private readonly ForwardLog _log;
    private readonly UpstreamTarget? _upstream;
    private readonly UpstreamDialer _dialer;
    private readonly ScaleCaller _caller;

    /// <summary>Makes a forwarder; <see cref="RunAsync"/> sets it to work.</summary>
    /// <param name="options">Limits and choices.</param>
    /// <param name="outbox">What waits.</param>
    /// <param name="resolver">Finds the vendor's addresses. It must not be the one that leads the scale here.</param>
    /// <param name="listeners">Where this process itself listens: the vendor is not there.</param>
    /// <param name="clock">The time.</param>
    /// <param name="random">Keeps many from calling at the same moments.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    public Forwarder(ForwardOptions options, IOutbox outbox, INameResolver resolver, IReadOnlyList<IPEndPoint> listeners, TimeProvider clock, Random random, ILoggerFactory loggers)
    {
        _options = options;
        _outbox = outbox;
        _clock = clock;
        _log = new ForwardLog(loggers.CreateLogger("ScaleProxy.Forward"));
        var loops = new LoopWatch(clock);
        foreach (IPEndPoint listener in listeners)
        {
            loops.Listening(listener);
        }

        var relay = new RelayOptions { Upstream = options.Upstream, ConnectTimeout = options.ConnectTimeout };
        _upstream = new UpstreamChoice(relay).Fixed;
        _dialer = new UpstreamDialer(relay, resolver, loops, clock, new PlainConnector(), new TlsConnector(new UpstreamTrust(Verify: true)));
        _caller = new ScaleCaller(outbox, options, new Backoff(options.Interval, options.LongestWait, random), clock, _log);
    }

    /// <summary>Looks into the outbox again and again, and sends what is due.</summary>
    /// <param name="ending">Ends it, after what is being sent.</param>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.LookInterval, _clock);
            do
            {
                await LookAsync(ending);
            }
            while (await timer.WaitForNextTickAsync(ending));
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // That is its end.
        }
        catch (Exception bug)
        {
            _log.Fault(bug);
            throw;
        }
    }

    /// <summary>Sends what is due, where nobody else does.</summary>
    /// <param name="ending">Ends it, after what is being sent.</param>
    /// <returns>False where somebody else has the turn.</returns>
    public async Task<bool> LookAsync(CancellationToken ending)
    {
        try
        {
            if (!_outbox.IsAsked() && _outbox.Due().Count == 0)
            {
                return true;
            }

            return await _outbox.TakeTurnAsync(_options.TurnLength) && await SendAsync(ending);
        }
        catch (OutboxException e)
        {
            _log.NoOutbox(e.Message);
            return false;
        }
    }

    private async Task<bool> SendAsync(CancellationToken ending)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        Task keeping = KeepTurnAsync(over);
        try
        {
            if (_outbox.IsAsked())
            {
                await _outbox.AnswerAsync();
            }

            foreach (string mac in _outbox.Due())
            {
                if (!over.IsCancellationRequested && _outbox.FindScale(mac) is { } scale)
                {
                    using var line = new VisitLine(_dialer, TargetOf(scale), _options, _clock);
                    await _caller.CallAsync(scale, line, over.Token);
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await keeping;
            await _outbox.EndTurnAsync();
        }

        return true;
    }

    // While it sends; where the turn cannot be kept, it sends no more.
    private async Task KeepTurnAsync(CancellationTokenSource over)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.TurnLength / 3, _clock);
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                if (!await _outbox.TakeTurnAsync(_options.TurnLength))
                {
                    _log.TurnLost();
                    await over.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is given back.
        }
        catch (OutboxException e)
        {
            _log.NoOutbox(e.Message);
            await over.CancelAsync();
        }
    }

    private UpstreamTarget TargetOf(ForwardedScale scale)
    {
        if (_upstream is { } given)
        {
            return given;
        }

        return scale.LastSession is { } session && session.Message.Headers.TryGet("Host"u8, out ReadOnlySpan<byte> host) && VendorHosts.Known.Contains(host)
            && HostField.TryParse(System.Text.Encoding.Latin1.GetString(host), VendorPort, out HostField field)
                ? new UpstreamTarget(field.Host, field.Port, IsTls: false, UpstreamSource.HostHeader)
                : new UpstreamTarget(VendorHost, VendorPort, IsTls: false, UpstreamSource.HostHeader);
    }
}
