using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ScaleProxy.Replay.Conversation;

/// <summary>Ends a connection that has been silent for too long, on Kestrel's heartbeat of one second.</summary>
internal sealed class IdleWatch
{
    private readonly ConnectionContext _connection;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private long _last;

    public IdleWatch(ConnectionContext connection, TimeProvider clock, TimeSpan timeout)
    {
        _connection = connection;
        _clock = clock;
        _timeout = timeout;
        Touch();
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static watch => ((IdleWatch)watch).Check(), this);
    }

    /// <summary>Notes that something came.</summary>
    /// <returns>When, as <see cref="TimeProvider.GetTimestamp"/> counts.</returns>
    public long Touch()
    {
        long now = _clock.GetTimestamp();
        Volatile.Write(ref _last, now);
        return now;
    }

    /// <summary>Ends the connection if nothing came for too long.</summary>
    public void Check()
    {
        if (_clock.GetElapsedTime(Volatile.Read(ref _last)) > _timeout)
        {
            _connection.Abort(new ConnectionAbortedException("the connection was silent for too long"));
        }
    }
}
