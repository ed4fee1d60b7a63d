using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Feeds.HomeAssistant;

namespace ScaleProxy.Feeds.Mqtt;

/// <summary>
/// Publishes to a broker: each measurement once at <c>scaleproxy/measurement</c>, and, retained, how everybody and every scale
/// are now; see <see cref="HomeMessages"/>. What is retained is published where it has changed, and all of it after each
/// connect and each start of Home Assistant.
/// </summary>
internal sealed class MqttTarget : IFeedTarget
{
    // A scale that calls without a weighing changes nothing but its last contact.
    private static readonly TimeSpan s_houseInterval = TimeSpan.FromMinutes(1);

    private readonly MqttSettings _settings;
    private readonly ScaleArchive _archive;
    private readonly TimeProvider _clock;
    private readonly HomeMessages _home;
    private readonly MqttLogin _login;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _retained = new(StringComparer.Ordinal);
    private MqttConnection? _connection;
    private bool _isOnline;
    private bool _isStale;
    private long _revision;
    private long _houseAt;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="settings">What the owner has set.</param>
    /// <param name="archive">Has the people and scales.</param>
    /// <param name="clock">The time.</param>
    public MqttTarget(MqttSettings settings, ScaleArchive archive, TimeProvider clock)
    {
        _settings = settings;
        _archive = archive;
        _clock = clock;
        _home = new HomeMessages(settings);
        _login = new MqttLogin(ClientIdOf(settings), settings.User, settings.Password, settings.KeepAlive, _home.Offline);
    }

    /// <inheritdoc/>
    public int MaxBatch => 10;

    /// <inheritdoc/>
    public Task TendAsync(CancellationToken cancellation) => OverConnectionAsync(
        async connection =>
        {
            await connection.TendAsync(cancellation);
            HearBirth(connection);
            await TellHouseAsync(connection, cancellation);
            if (!_isOnline)
            {
                await connection.PublishAsync(_home.Online, cancellation);
                _isOnline = true;
            }
        },
        cancellation);

    /// <inheritdoc/>
    public Task DeliverAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation) => OverConnectionAsync(
        async connection =>
        {
            foreach (FeedItem item in items)
            {
                await connection.PublishAsync(MessageOf(item), cancellation);
            }

            _isStale = true;
        },
        cancellation);

    /// <inheritdoc/>
    public async Task LeaveAsync()
    {
        if (_connection is { } connection)
        {
            await connection.LeaveAsync(_home.Offline);
            await CloseAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>What a measurement is told as, at <c>scaleproxy/measurement</c>.</summary>
    internal MqttMessage MessageOf(FeedItem item)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload, JsonValues.Compact))
        {
            json.WriteStartObject();
            json.WriteString("delivery", item.DeliveryId());
            json.WriteNumber("revision", item.Revision);
            json.WritePropertyName("measurement");
            MeasurementJson.Write(json, item.Stored);
            json.WriteEndObject();
        }

        return new MqttMessage(_settings.Topic + "/measurement", payload.WrittenMemory, Retain: false);
    }

    private async Task OverConnectionAsync(Func<MqttConnection, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(_connection ??= await ConnectAsync(cancellation));
        }
        catch (FeedDownException)
        {
            await CloseAsync();
            throw;
        }
    }

    private async Task<MqttConnection> ConnectAsync(CancellationToken cancellation)
    {
        MqttConnection connection = await MqttConnection.OpenAsync(_settings, _login, _clock, cancellation);
        _retained.Clear();
        (_isOnline, _isStale) = (false, true);
        try
        {
            if (_home.BirthTopic is { } topic)
            {
                await connection.SubscribeAsync(topic, cancellation);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Home Assistant says so when it starts; it then knows what is retained, but wants devices anew that it has lost.
    private void HearBirth(MqttConnection connection)
    {
        while (connection.TryTake() is { } message)
        {
            if (!message.Retain && message.Topic == _home.BirthTopic && message.Payload.Span.SequenceEqual("online"u8))
            {
                _retained.Clear();
                _isStale = true;
            }
        }
    }

    private async Task TellHouseAsync(MqttConnection connection, CancellationToken cancellation)
    {
        long revision = _archive.ProfilesRevision();
        if (!_isStale && revision == _revision && _clock.GetElapsedTime(_houseAt) < s_houseInterval)
        {
            return;
        }

        (_isStale, _revision, _houseAt) = (true, revision, _clock.GetTimestamp());
        foreach (MqttMessage message in _home.Of(House.Of(_archive)))
        {
            if (!_retained.TryGetValue(message.Topic, out ReadOnlyMemory<byte> before) || !before.Span.SequenceEqual(message.Payload.Span))
            {
                await connection.PublishAsync(message, cancellation);
                _retained[message.Topic] = message.Payload;
            }
        }

        _isStale = false;
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    // The same each time, so that a broker that has not noticed our end yet publishes the last will of before when we
    // come back, not after. Another one on each machine, or they would throw each other out.
    private static string ClientIdOf(MqttSettings settings)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName} {settings.Key}"));
        return "scaleproxy-" + Convert.ToHexStringLower(hash.AsSpan(0, 6));
    }
}
