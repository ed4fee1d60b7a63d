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
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly Stream _stream;
    private readonly MqttReceiver _receiver;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _receiving;
    private readonly TimeSpan _keepAlive;
    private readonly TimeProvider _clock;
    private ushort _identifier;
    private long _sentAt;
    private long _pingedAt;
    private int _pings;

    private MqttConnection(Stream stream, TimeSpan keepAlive, TimeProvider clock)
    {
        _stream = stream;
        _keepAlive = keepAlive;
        _clock = clock;
        _receiver = new MqttReceiver(stream);
        _receiving = _receiver.RunAsync(_ending.Token);
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
        Stream? stream = null;
        MqttConnection? connection = null;
        try
        {
            stream = await DialAsync(settings, either.Token);
            connection = new MqttConnection(stream, login.KeepAlive, clock);
            await connection.LogInAsync(login, either.Token);
            return connection;
        }
        catch (Exception e)
        {
            await (connection?.DisposeAsync() ?? stream?.DisposeAsync() ?? default);
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
    public MqttMessage? TryTake() => _receiver.TryTake();

    /// <summary>Shows the broker that we are there, where it is time to.</summary>
    /// <exception cref="FeedDownException">The broker has gone, or does not answer.</exception>
    public async Task TendAsync(CancellationToken cancellation)
    {
        _receiver.ThrowIfBroken();
        if (_pings > _receiver.Pongs)
        {
            if (_clock.GetElapsedTime(_pingedAt) > s_patience)
            {
                throw Unanswered(null);
            }
        }
        else if (_clock.GetElapsedTime(_sentAt) >= _keepAlive / 2)
        {
            _pings++;
            _pingedAt = _clock.GetTimestamp();
            await SendAsync(MqttEncoder.WritePing, cancellation);
        }
    }

    /// <summary>Closes the connection. The broker publishes the last will, unless <see cref="LeaveAsync"/> came before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _stream.DisposeAsync();
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

    private static async Task<Stream> DialAsync(MqttSettings settings, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, cancellation);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (settings.IsTls)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsClientAsync(settings.Trust.OptionsFor(settings.Host), cancellation);
            }

            return stream;
        }
        catch
        {
            socket.Dispose();
            await (stream?.DisposeAsync() ?? default);
            throw;
        }
    }

    private async Task LogInAsync(MqttLogin login, CancellationToken cancellation)
    {
        Task<MqttPacket> answer = _receiver.Await(MqttPacketKind.ConnectAcknowledged, 0);
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
        Task<MqttPacket> answered = _receiver.Await(answer, _identifier);
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

    private async Task SendAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellation)
    {
        _receiver.ThrowIfBroken();
        var packet = new ArrayBufferWriter<byte>();
        write(packet);
        _sentAt = _clock.GetTimestamp();
        using var limit = new CancellationTokenSource(s_patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _stream.WriteAsync(packet.WrittenMemory, either.Token);
        }
        catch (IOException e)
        {
            throw MqttReceiver.Gone(e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Unanswered(e);
        }
    }

    private static FeedDownException Unanswered(Exception? e) =>
        new(string.Create(CultureInfo.InvariantCulture, $"the broker does not answer within {s_patience.TotalSeconds:0} s"), e);

    private static FeedDownException? Explain(Exception e, MqttSettings settings, CancellationToken cancellation) => e switch
    {
        FeedDownException => null,
        MqttException fault => MqttReceiver.NotUnderstood(fault),
        SocketException => new FeedDownException($"the broker cannot be reached ({e.Message})", e),
        AuthenticationException => new FeedDownException($"no TLS with the broker as {settings.Host} ({e.Message}); for a broker of your own, name its certificate's file as \"authority\"", e),
        IOException when settings.IsTls => new FeedDownException($"no TLS with the broker ({e.Message}); does it speak TLS at port {settings.Port.ToString(CultureInfo.InvariantCulture)}?", e),
        IOException => MqttReceiver.Gone(e),
        OperationCanceledException when !cancellation.IsCancellationRequested => Unanswered(e),
        _ => null,
    };
}
