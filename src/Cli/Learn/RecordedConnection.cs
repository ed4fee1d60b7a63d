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
    private int _refuses;
    private bool _endMatters;

    /// <summary>The scale's address and port.</summary>
    public string Client => client;

    /// <summary>What the connection becomes in the archive. The recorder's alone.</summary>
    public ConnectionRecordings Recordings { get; } = new(client, server, "learn") { MarkedWhileOpen = true };

    /// <summary>
    /// The archive did not take something of it, and what waits behind that is not offered to it: one locked archive would
    /// be waited for again with each exchange. The recorder's alone.
    /// </summary>
    public bool HasFailed { get; private set; }

    /// <inheritdoc/>
    public bool TryTake(Exchange exchange)
    {
        if (Volatile.Read(ref _refuses) != 0)
        {
            return false;
        }

        if (queue.TryAdd(this, exchange) is { } reason)
        {
            Refuse(reason);
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

    /// <summary>Nothing more of the connection is recorded, as the archive fails.</summary>
    /// <param name="reason">Why, and what to do.</param>
    public void Fail(string reason)
    {
        HasFailed = true;
        Refuse(reason);
    }

    private void Refuse(string reason)
    {
        if (Interlocked.Exchange(ref _refuses, 1) == 0)
        {
            log.Unrecorded(client, server, clock.GetUtcNow(), reason);
        }
    }
}
