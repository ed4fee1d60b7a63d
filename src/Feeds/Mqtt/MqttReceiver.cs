using System.Net.Sockets;
using ScaleProxy.Feeds.Delivery;

namespace ScaleProxy.Feeds.Mqtt;

/// <summary>Reads what a broker sends, until the connection ends, and hands answers to whoever waits for them: one at a time.</summary>
/// <param name="stream">The connection.</param>
internal sealed class MqttReceiver(Stream stream)
{
    private const int FirstSize = 4096;

    // Of the few that we listen to; more than that nobody means.
    private const int MaxMessages = 16;

    private readonly Lock _lock = new();
    private readonly Queue<MqttMessage> _messages = new();
    private TaskCompletionSource<MqttPacket>? _awaited;
    private (MqttPacketKind Kind, ushort Identifier) _awaitedFor;
    private FeedDownException? _broken;
    private int _pongs;

    /// <summary>How many pings were answered.</summary>
    public int Pongs => Volatile.Read(ref _pongs);

    /// <summary>The broker has gone.</summary>
    public static FeedDownException Gone(Exception? e) => new("the broker has closed the connection", e);

    /// <summary>What the broker sends is no MQTT 3.1.1.</summary>
    public static FeedDownException NotUnderstood(MqttException e) => new($"the broker cannot be understood: {e.Message}", e);

    /// <summary>Reads until the connection ends, or it is ended; after that, nothing is waited for in vain.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        byte[] buffer = new byte[FirstSize];
        int length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    // No further than the largest packet that is taken.
                    Array.Resize(ref buffer, Math.Min(2 * buffer.Length, MqttDecoder.MaxHead + MqttDecoder.MaxBody));
                }

                int received = await stream.ReadAsync(buffer.AsMemory(length), ending);
                if (received == 0)
                {
                    Break(Gone(null));
                    return;
                }

                length += received;
                int taken = 0;
                while (MqttDecoder.Read(buffer.AsMemory(taken, length - taken), out MqttPacket? packet) is > 0 and var size)
                {
                    Take(packet!);
                    taken += size;
                }

                buffer.AsSpan(taken, length - taken).CopyTo(buffer);
                length -= taken;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or SocketException)
        {
            Break(Gone(e));
        }
        catch (MqttException e)
        {
            Break(NotUnderstood(e));
        }
    }

    /// <summary>Waits for an answer. To be called before what it answers is sent.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="identifier">What it names; 0 where it names nothing.</param>
    /// <exception cref="FeedDownException">The connection has ended.</exception>
    public Task<MqttPacket> Await(MqttPacketKind kind, ushort identifier)
    {
        lock (_lock)
        {
            ThrowIfBroken();
            _awaitedFor = (kind, identifier);
            _awaited = new TaskCompletionSource<MqttPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _awaited.Task;
        }
    }

    /// <summary>A message that has come in, if any.</summary>
    public MqttMessage? TryTake()
    {
        lock (_lock)
        {
            return _messages.TryDequeue(out MqttMessage? message) ? message : null;
        }
    }

    /// <summary>Throws where the connection has ended.</summary>
    /// <exception cref="FeedDownException">It has; the message says how.</exception>
    public void ThrowIfBroken()
    {
        if (Volatile.Read(ref _broken) is { } reason)
        {
            throw new FeedDownException(reason.Message, reason);
        }
    }

    // The buffer that a packet lies in is used again: what is kept is copied.
    private void Take(MqttPacket packet)
    {
        lock (_lock)
        {
            switch (packet.Kind)
            {
                case MqttPacketKind.PingResponse:
                    Volatile.Write(ref _pongs, _pongs + 1);
                    break;
                case MqttPacketKind.Publish:
                    MqttMessage message = packet.ToMessage();
                    if (_messages.Count < MaxMessages)
                    {
                        _messages.Enqueue(message with { Payload = message.Payload.ToArray() });
                    }

                    break;
                default:
                    Answer(packet with { Body = packet.Body.ToArray() });
                    break;
            }
        }
    }

    // An answer to what nobody waits for any more is passed over.
    private void Answer(MqttPacket packet)
    {
        ushort identifier = packet.Kind == MqttPacketKind.ConnectAcknowledged ? (ushort)0 : packet.Identifier;
        if (_awaited is not null && _awaitedFor == (packet.Kind, identifier))
        {
            _awaited.TrySetResult(packet);
            _awaited = null;
        }
    }

    private void Break(FeedDownException reason)
    {
        lock (_lock)
        {
            Volatile.Write(ref _broken, reason);
            _awaited?.TrySetException(reason);
            _awaited = null;
        }
    }
}
