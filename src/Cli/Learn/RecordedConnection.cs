using ScaleProxy.Cli.Recording;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Learn;

/// <summary>
/// One connection through <c>learn</c>. What passes has come before its recording: where something cannot be recorded,
/// that is said once, and the rest of the connection passes unrecorded.
/// </summary>
/// <param name="queue">Where exchanges go.</param>
/// <param name="log">Who is told.</param>
/// <param name="clock">The time.</param>
/// <param name="client">The scale's address and port.</param>
/// <param name="server">The vendor's address and port.</param>
internal sealed class RecordedConnection(RecorderQueue queue, LearnLog log, TimeProvider clock, string client, string server) : IRecordedConversation
{
    private int _broken;
    private bool _endMatters;

    /// <summary>The scale's address and port.</summary>
    public string Client => client;

    /// <summary>What the connection becomes in the archive. The recorder's alone.</summary>
    public ConnectionRecordings Recordings { get; } = new(client, server, "learn") { MarkedWhileOpen = true };

    /// <summary>Nothing more of the connection is recorded.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) != 0;

    /// <inheritdoc/>
    public bool TryTake(Exchange exchange)
    {
        if (IsBroken)
        {
            return false;
        }

        if (queue.TryAdd(this, exchange) is { } reason)
        {
            Break(reason);
            return false;
        }

        _endMatters = true;
        return true;
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_endMatters)
        {
            _endMatters = false;
            queue.AddEnd(this);
        }
    }

    /// <summary>Records nothing more of the connection, and says so, the first time.</summary>
    /// <param name="reason">Why, and what to do.</param>
    public void Break(string reason)
    {
        if (Interlocked.Exchange(ref _broken, 1) == 0)
        {
            log.Unrecorded(client, server, clock.GetUtcNow(), reason);
        }
    }
}
