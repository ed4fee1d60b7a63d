using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// A connection of a scale with its vendor: two links, and when it is over. Each side's end is passed on to the other by the
/// links; beyond that it ends when nothing has passed for too long, and when the process ends.
/// </summary>
internal sealed class RelayedConnection : ILinkWatch
{
    private readonly Peer _client;
    private readonly Peer _server;
    private readonly ConversationTap? _tap;
    private readonly FirmwareGuard? _guard;
    private readonly RelayOptions _options;
    private readonly TimeProvider _clock;
    private readonly RelayLog _log;
    private readonly Link _up;
    private readonly Link _down;
    private long _lastPassed;
    private volatile bool _isEnding;
    private volatile bool _isClosed;

    /// <summary>Joins two sides.</summary>
    /// <param name="client">The scale's side.</param>
    /// <param name="server">The vendor's side.</param>
    /// <param name="tap">Takes the copy; null where nothing is recorded.</param>
    /// <param name="guard">Keeps firmware away, and knows where no exchange is under way; null for what is encrypted for others.</param>
    /// <param name="options">Limits.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where to tell what happens.</param>
    public RelayedConnection(Peer client, Peer server, ConversationTap? tap, FirmwareGuard? guard, RelayOptions options, TimeProvider clock, RelayLog log)
    {
        _client = client;
        _server = server;
        _tap = tap;
        _guard = guard;
        _options = options;
        _clock = clock;
        _log = log;
        _up = new Link(client, server, new RequestPassage(tap, guard), options.BufferSize, this);
        _down = new Link(server, client, new ReplyPassage(tap, guard), options.BufferSize, this);
        _lastPassed = clock.GetTimestamp();
    }

    /// <summary>Relays until both directions have ended. The sides are closed then.</summary>
    public async Task RunAsync()
    {
        try
        {
            await RunLinksAsync();
            if (!_isClosed && (_up.Failure ?? _down.Failure) is { } failure)
            {
                _log.Lost(_client.Address, failure.Message);
            }
            else
            {
                _log.Ended(_client.Address, _server.Address);
            }
        }
        finally
        {
            _tap?.End();
            _client.Dispose();
            _server.Dispose();
        }
    }

    /// <summary>Looks whether it has been silent for long, from time to time.</summary>
    public void Check()
    {
        TimeSpan silent = _clock.GetElapsedTime(Volatile.Read(ref _lastPassed));
        if (silent > _options.IdleTimeout && !_isClosed)
        {
            _log.Idle(_client.Address, _server.Address, _options.IdleTimeout);
            Close();
        }
    }

    /// <summary>Ends it as soon as no exchange is under way. Where that cannot be known, it is left to end by itself.</summary>
    public void EndAtRest()
    {
        _isEnding = true;
        CloseAtRest();
    }

    /// <summary>Ends it now.</summary>
    public void BreakOff()
    {
        _isClosed = true;
        _client.Reset();
        _server.Reset();
    }

    /// <inheritdoc/>
    public void Received() => Volatile.Write(ref _lastPassed, _clock.GetTimestamp());

    /// <inheritdoc/>
    public void Passed()
    {
        if (_isEnding)
        {
            CloseAtRest();
        }
    }

    /// <inheritdoc/>
    /// <remarks>What was closed here is not reset on top of it.</remarks>
    public void Broken()
    {
        if (!_isClosed)
        {
            _client.Reset();
            _server.Reset();
        }
    }

    private void CloseAtRest()
    {
        if (_guard?.IsAtRest == true)
        {
            Close();
        }
    }

    // No caller's context goes along with what passes: there is nothing in it that would be asked for.
    private Task RunLinksAsync()
    {
        using AsyncFlowControl none = ExecutionContext.SuppressFlow();
        return Task.WhenAll(_down.RunAsync(), _up.RunAsync());
    }

    // The links find their sides gone, and end.
    private void Close()
    {
        _isClosed = true;
        _client.Close();
        _server.Close();
    }
}
