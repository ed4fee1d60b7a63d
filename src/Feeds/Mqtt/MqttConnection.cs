using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;

namespace ScaleProxy.Feeds.Mqtt;

/// <summary>
/// A connection to a broker of MQTT 3.1.1 (OASIS, 2014). One message at a time is published, and waited for until the broker
/// has it: what is acknowledged is in order, and nothing else is. One thread at a time uses it; a task of its own reads.
/// </summary>
internal sealed class MqttConnection : IAsyncDisposable
{
    private const int ReceiveSize = 4096;

    // Nobody waits for us who goes by himself.
    private const int MaxUnread = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly TimeSpan _keepAlive;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<MqttMessage> _messages = new();
    private readonly Lock _lock = new();
    private Stream _stream;
    private Task _receiving = Task.CompletedTask;
    private TaskCompletionSource<MqttPacket>? _awaited;
    private (MqttPacketKind Kind, ushort Identifier) _awaitedFor;
    private FeedDownException? _broken;
    private ushort _identifier;
    private long _sentAt;
    private long? _pingedAt;

    private MqttConnection(Socket socket, TimeSpan keepAlive, TimeProvider clock)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _keepAlive = keepAlive;
        _clock = clock;
    }

    /// <summary>Connects to a broker, and logs in.</summary>
    /// <param name="settings">Which broker.</param>
    /// <param name="login">Who we are.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FeedDownException">It cannot be reached, or does not let us in; the message says why.</exception>
    public static async Task<MqttConnection> OpenAsync(MqttSettings settings, MqttLogin login, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(s_patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        MqttConnection? connection = null;
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, either.Token);
            connection = new MqttConnection(socket, login.KeepAlive, clock);
            if (settings.IsTls)
            {
                await connection.SecureAsync(settings, either.Token);
            }

            await connection.LogInAsync(login, either.Token);
            return connection;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (Explain(e, settings, cancellation) is { } down)
            {
                throw down;
            }

            throw;
        }
    }

    /// <summary>Publishes a message; done when the broker has it.</summary>
    /// <exception cref="FeedDownException">The broker has gone, or does not answer.</exception>
    /// <exception cref="FeedRefusedException">The message is too large.</exception>
    public async Task PublishAsync(MqttMessage message, CancellationToken cancellation)
    {
        if (!MqttEncoder.Fits(message))
        {
            throw new FeedRefusedException(string.Create(CultureInfo.InvariantCulture, $"a message of {message.Payload.Length} bytes is more than brokers take"));
        }

        await AskAsync(MqttPacketKind.PublishAcknowledged, (output, identifier) => MqttEncoder.WritePublish(output, message, identifier), cancellation);
    }

    /// <summary>Asks for the messages of a topic; <see cref="TryTake"/> gives them.</summary>
    /// <exception cref="FeedDownException">The broker has gone, does not answer, or does not grant it.</exception>
    public async Task SubscribeAsync(string topic, CancellationToken cancellation)
    {
        MqttPacket granted = await AskAsync(MqttPacketKind.SubscribeAcknowledged, (output, identifier) => MqttEncoder.WriteSubscribe(output, topic, identifier), cancellation);
        if (!granted.IsGranted)
        {
            throw new FeedDownException($"the broker does not let us listen to {topic}; allow it there for this user, or set \"discovery\": false");
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

    /// <summary>Shows the broker that we are there, where it is time to.</summary>
    /// <exception cref="FeedDownException">The broker has gone, or does not answer.</exception>
    public async Task TendAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            ThrowIfBroken();
            if (_pingedAt is { } pinged)
            {
                if (_clock.GetElapsedTime(pinged) > s_patience)
                {
                    throw Unanswered(null);
                }

                return;
            }

            if (_clock.GetElapsedTime(_sentAt) < _keepAlive / 2)
            {
                return;
            }

            _pingedAt = _clock.GetTimestamp();
        }

        await SendAsync(MqttEncoder.WritePing, cancellation);
    }

    /// <summary>Closes the connection. The broker publishes the last will, unless <see cref="LeaveAsync"/> came before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _stream.DisposeAsync();
        _socket.Dispose();
        await _receiving;
        _ending.Dispose();
    }

    /// <summary>Publishes a last message, and says that we go; the broker does not publish the last will then. As far as it comes within two seconds.</summary>
    /// <param name="last">The message.</param>
    public async Task LeaveAsync(MqttMessage last)
    {
        using var limit = new CancellationTokenSource(s_farewell, _clock);
        try
        {
            await PublishAsync(last, limit.Token);
            await SendAsync(MqttEncoder.WriteDisconnect, limit.Token);
        }
        catch (Exception e) when (e is FeedDownException or OperationCanceledException)
        {
            // A broker that has gone takes us for gone as well.
        }
    }

    private async Task SecureAsync(MqttSettings settings, CancellationToken cancellation)
    {
        var secure = new SslStream(_stream);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(settings.Trust.OptionsFor(settings.Host), cancellation);
    }

    private async Task LogInAsync(MqttLogin login, CancellationToken cancellation)
    {
        Task<MqttPacket> answer = Await(MqttPacketKind.ConnectAcknowledged, 0);
        _receiving = ReceiveAsync();
        await SendAsync(output => MqttEncoder.WriteConnect(output, login), cancellation);
        byte code = (await answer.WaitAsync(cancellation)).ReturnCode;

        // 3.2.2.3
        if (code != 0)
        {
            throw new FeedDownException(code switch
            {
                1 => "the broker does not speak MQTT 3.1.1",
                2 => "the broker does not take our client id",
                3 => "the broker is there, and says that it cannot serve us now",
                4 or 5 when login.User is null => "the broker wants a user and password; set \"user\" and \"password\"",
                4 or 5 => "the broker does not take this user with this password; check \"user\" and \"password\"",
                _ => string.Create(CultureInfo.InvariantCulture, $"the broker refuses us, and says {code}"),
            });
        }
    }

    private async Task<MqttPacket> AskAsync(MqttPacketKind answer, Action<IBufferWriter<byte>, ushort> write, CancellationToken cancellation)
    {
        // 0 is no identifier (2.3.1).
        _identifier = _identifier == ushort.MaxValue ? (ushort)1 : (ushort)(_identifier + 1);
        Task<MqttPacket> answered = Await(answer, _identifier);
        await SendAsync(output => write(output, _identifier), cancellation);
        try
        {
            return await answered.WaitAsync(s_patience, _clock, cancellation);
        }
        catch (TimeoutException e)
        {
            throw Unanswered(e);
        }
    }

    private Task<MqttPacket> Await(MqttPacketKind kind, ushort identifier)
    {
        lock (_lock)
        {
            ThrowIfBroken();
            _awaitedFor = (kind, identifier);
            _awaited = new TaskCompletionSource<MqttPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _awaited.Task;
        }
    }

    private async Task SendAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellation)
    {
        ThrowIfBroken();
        var packet = new ArrayBufferWriter<byte>();
        write(packet);
        _sentAt = _clock.GetTimestamp();
        try
        {
            await _stream.WriteAsync(packet.WrittenMemory, cancellation);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw Gone(e);
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[ReceiveSize];
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

                int received = await _stream.ReadAsync(buffer.AsMemory(length), _ending.Token);
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
            Break(new FeedDownException($"the broker cannot be understood: {e.Message}", e));
        }
    }

    private void Take(MqttPacket packet)
    {
        lock (_lock)
        {
            switch (packet.Kind)
            {
                case MqttPacketKind.PingResponse:
                    _pingedAt = null;
                    break;
                case MqttPacketKind.Publish when _messages.Count < MaxUnread:
                    // The buffer is used again.
                    MqttMessage message = packet.ToMessage();
                    _messages.Enqueue(message with { Payload = message.Payload.ToArray() });
                    break;
                case MqttPacketKind.Publish:
                    break;
                default:
                    Answer(packet with { Body = packet.Body.ToArray() });
                    break;
            }
        }
    }

    private void Answer(MqttPacket packet)
    {
        bool isConnect = packet.Kind == MqttPacketKind.ConnectAcknowledged;
        if (_awaited is not null && _awaitedFor == (packet.Kind, isConnect ? (ushort)0 : packet.Identifier))
        {
            _awaited.TrySetResult(packet);
            _awaited = null;
        }
    }

    private void Break(FeedDownException reason)
    {
        lock (_lock)
        {
            _broken = reason;
            _awaited?.TrySetException(reason);
            _awaited = null;
        }
    }

    private void ThrowIfBroken()
    {
        if (_broken is { } reason)
        {
            throw new FeedDownException(reason.Message, reason);
        }
    }

    private static FeedDownException Gone(Exception? e) => new("the broker has closed the connection", e);

    private static FeedDownException Unanswered(Exception? e) =>
        new(string.Create(CultureInfo.InvariantCulture, $"the broker does not answer within {s_patience.TotalSeconds:0} s"), e);

    private static FeedDownException? Explain(Exception e, MqttSettings settings, CancellationToken cancellation) => e switch
    {
        FeedDownException => null,
        SocketException => new FeedDownException($"the broker cannot be reached ({e.Message})", e),
        AuthenticationException => new FeedDownException($"no TLS with the broker as {settings.Host} ({e.Message}); for a broker of your own, name its certificate's file as \"authority\"", e),
        IOException when settings.IsTls => new FeedDownException($"no TLS with the broker ({e.Message}); does it speak TLS at port {settings.Port.ToString(CultureInfo.InvariantCulture)}?", e),
        IOException => Gone(e),
        OperationCanceledException when !cancellation.IsCancellationRequested => Unanswered(e),
        _ => null,
    };
}
