using System.Collections.Concurrent;
using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Relay;

/// <summary>Everything that is being relayed at the moment, plain or TLS: one heartbeat for all, and an orderly end.</summary>
internal sealed class OpenConnections : IAsyncDisposable
{
    /// <summary>How often it is looked for silent connections.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RelayedConnection, byte> _open = new();
    private readonly RelayOptions _options;
    private readonly IConversationRecorder _recorder;
    private readonly RecordingRoom _room;
    private readonly TapReader _reader;
    private readonly TimeProvider _clock;
    private readonly RelayLog _log;
    private readonly ITimer _heartbeat;
    private volatile bool _isEnding;

    public OpenConnections(RelayOptions options, IConversationRecorder recorder, TimeProvider clock, RelayLog log)
    {
        _options = options;
        _recorder = recorder;
        _room = new RecordingRoom(options.MaxRecordingBytes);
        // What it waits for is the processor's time, whatever the clock says.
        _reader = new TapReader(recorder, new TapReaderLimits(), TimeProvider.System, log);
        _clock = clock;
        _log = log;
        _heartbeat = clock.CreateTimer(static open => ((OpenConnections)open!).Check(), this, Heartbeat, Heartbeat);
    }

    /// <summary>Relays between two sides until both have ended; they are closed then.</summary>
    /// <param name="client">The scale's side.</param>
    /// <param name="server">The vendor's side.</param>
    /// <param name="isReadable">False for what is encrypted for others: it is neither recorded nor searched for firmware.</param>
    public async Task RunAsync(Peer client, Peer server, bool isReadable = true)
    {
        ConversationTap? tap = isReadable ? TapOf(client, server) : null;
        FirmwareGuard? guard = isReadable ? new FirmwareGuard(client.Address, _log) { LetsOffersPass = _options.AllowFirmware } : null;
        var connection = new RelayedConnection(client, server, tap, guard, _options, _clock, _log);
        _open.TryAdd(connection, 0);
        try
        {
            if (_isEnding)
            {
                connection.EndAtRest();
            }

            await connection.RunAsync();
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    /// <summary>Ends what is at rest at once, and the rest when its exchange is over.</summary>
    public void EndAtRest()
    {
        _isEnding = true;
        _reader.Hurry();
        foreach (RelayedConnection connection in _open.Keys)
        {
            connection.EndAtRest();
        }
    }

    /// <summary>Ends everything now.</summary>
    /// <returns>How many there were.</returns>
    public int BreakOff()
    {
        int count = 0;
        foreach (RelayedConnection connection in _open.Keys)
        {
            connection.BreakOff();
            count++;
        }

        return count;
    }

    /// <inheritdoc/>
    /// <remarks>What was recorded is handed over. Every connection must have ended.</remarks>
    public async ValueTask DisposeAsync()
    {
        await _heartbeat.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private void Check()
    {
        foreach ((RelayedConnection connection, _) in _open)
        {
            connection.Check();
        }
    }

    private ConversationTap? TapOf(Peer client, Peer server)
    {
        try
        {
            IRecordedConversation conversation = _recorder.Begin(client.Address, server.Address);
            return new ConversationTap(conversation, client.Address, _options.Limits, _room, _reader, _clock, _log);
        }
#pragma warning disable CA1031 // Recording must not break what passes, whatever goes wrong in it; the fault is logged whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log.RecordingFault(client.Address, e);
            return null;
        }
    }
}
