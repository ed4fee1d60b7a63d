using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ScaleProxy.Feeds.Configuration;

/// <summary>Reads the settings of each kind of feed. A faulty feed is null; the reader has its faults.</summary>
/// <param name="reader">Takes the settings out, and keeps the faults.</param>
/// <param name="folder">Where the names of files begin.</param>
internal sealed class FeedSettingsReader(SettingsReader reader, string folder)
{
    private const int LongestKeepAlive = 3600;
    private const int LongestTimeout = 60;
    private const int KeyBytes = 8;

    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>An element of <c>feeds.mqtt</c>.</summary>
    public MqttSettings? Mqtt(PlacedValue feed)
    {
        const string Example = "the broker's address, like \"mqtt://192.168.1.5\", or \"mqtts://…\" for TLS";
        if (!reader.IsObject(feed, "name", "broker", "user", "password", "authority", "topic", "discovery", "keepAlive", "backfill"))
        {
            return null;
        }

        Uri? broker = Address(feed, "broker", reader.Text(feed, "broker", Example, isRequired: true), Example, "mqtt", "mqtts");
        string? user = reader.Text(feed, "user", "who we are to the broker");
        Secret? password = reader.Secret(feed, "password");
        if (password is not null && SettingsReader.Find(feed, "user") is null)
        {
            Fault(feed, "password", "a password needs a \"user\" beside it");
        }

        string topic = Topic(feed, "topic") ?? "scaleproxy";
        string? discovery = SettingsReader.Find(feed, "discovery") is { Kind: JsonTokenType.False } ? null : Topic(feed, "discovery") ?? "homeassistant";
        TimeSpan keepAlive = reader.Seconds(feed, "keepAlive", 1, LongestKeepAlive, TimeSpan.FromSeconds(30));
        (bool backfill, ServerTrust trust) = (reader.Flag(feed, "backfill"), Trust(feed));
        if (broker is null)
        {
            return null;
        }

        bool isTls = broker.Scheme == "mqtts";
        int port = broker.Port > 0 ? broker.Port : isTls ? MqttSettings.TlsPort : MqttSettings.PlainPort;
        string place = FormattableString.Invariant($"{broker.IdnHost}:{port}");
        (string label, string key) = Identity(feed, "mqtt", place, $"{place}/{topic}");
        return new MqttSettings
        {
            Label = label,
            Key = key,
            Backfill = backfill,
            Trust = trust,
            Host = broker.IdnHost,
            Port = port,
            IsTls = isTls,
            User = user,
            Password = password,
            Topic = topic,
            Discovery = discovery,
            KeepAlive = keepAlive,
        };
    }

    /// <summary>An element of <c>feeds.webhook</c>. Its address may be a secret.</summary>
    public WebhookSettings? Webhook(PlacedValue feed)
    {
        if (!reader.IsObject(feed, "name", "url", "secret", "authority", "timeout", "backfill"))
        {
            return null;
        }

        Uri? address = HttpAddress(feed, "where to post, like \"http://192.168.1.5:1880/weight\"");
        Secret? secret = reader.Secret(feed, "secret");
        (bool backfill, ServerTrust trust, TimeSpan timeout) = (reader.Flag(feed, "backfill"), Trust(feed), Timeout(feed));
        if (address is null)
        {
            return null;
        }

        (string label, string key) = Identity(feed, "webhook", address.Authority, address.AbsoluteUri);
        return new WebhookSettings { Label = label, Key = key, Backfill = backfill, Trust = trust, Address = address, Timeout = timeout, SigningKey = secret };
    }

    /// <summary>An element of <c>feeds.influx</c>.</summary>
    public InfluxSettings? Influx(PlacedValue feed)
    {
        if (!reader.IsObject(feed, "name", "url", "org", "bucket", "token", "database", "user", "password", "authority", "timeout", "backfill"))
        {
            return null;
        }

        Uri? address = HttpAddress(feed, "the server's address, like \"http://192.168.1.5:8086\"");
        bool isFirst = SettingsReader.Find(feed, "database") is not null;
        foreach (string other in isFirst ? (IReadOnlyList<string>)["org", "bucket", "token"] : ["user", "password"])
        {
            if (SettingsReader.Find(feed, other) is not null)
            {
                Fault(feed, other, isFirst
                    ? "it belongs to InfluxDB 2, and \"database\" to InfluxDB 1; leave one of them out"
                    : "it belongs to InfluxDB 1, beside \"database\"; InfluxDB 2 has \"org\", \"bucket\" and \"token\"");
            }
        }

        string? bucket = reader.Text(feed, "bucket", "\"bucket\", the bucket to write to, or for InfluxDB 1 \"database\"", isRequired: !isFirst);
        string? organization = reader.Text(feed, "org", "\"org\", the organisation that the bucket is of", isRequired: !isFirst);
        Secret? token = reader.Secret(feed, "token", isRequired: !isFirst);
        string? database = reader.Text(feed, "database", "the database to write to");
        string? user = reader.Text(feed, "user", "who we are to the server");
        Secret? password = reader.Secret(feed, "password");
        (bool backfill, ServerTrust trust, TimeSpan timeout) = (reader.Flag(feed, "backfill"), Trust(feed), Timeout(feed));
        if (address is null || (bucket is null && database is null))
        {
            return null;
        }

        (string label, string key) = Identity(feed, "influx", address.Authority, $"{address.AbsoluteUri} {organization} {bucket} {database}");
        return new InfluxSettings
        {
            Label = label,
            Key = key,
            Backfill = backfill,
            Trust = trust,
            Address = address,
            Timeout = timeout,
            Organization = organization,
            Bucket = bucket,
            Token = token,
            Database = database,
            User = user,
            Password = password,
        };
    }

    // A feed without a name is known by where it goes. The address is hashed: it may be a secret.
    private (string Label, string Key) Identity(PlacedValue feed, string kind, string place, string target)
    {
        string? name = reader.Text(feed, "name", "a name of your own for it, like \"hall\"");
        string key = name is not null ? $"{kind}/{name}" : $"{kind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)).AsSpan(0, KeyBytes))}";
        if (!_paths.TryAdd(key, feed.Path))
        {
            reader.Fault(feed.Offset, feed.Path, $"it is the same as {_paths[key]}; leave one out, or give each a \"name\" of its own");
        }

        return ($"{kind} {name ?? place}", key);
    }

    private Uri? HttpAddress(PlacedValue feed, string expected)
    {
        // The address of a webhook can hold a key, so it may be kept where secrets are.
        if (SettingsReader.Find(feed, "url") is { Kind: JsonTokenType.StartObject })
        {
            return reader.Secret(feed, "url") is { } kept ? Address(feed, "url", kept.Reveal(), expected, Uri.UriSchemeHttp, Uri.UriSchemeHttps) : null;
        }

        return Address(feed, "url", reader.Text(feed, "url", expected, isRequired: true), expected, Uri.UriSchemeHttp, Uri.UriSchemeHttps);
    }

    private Uri? Address(PlacedValue feed, string name, string? text, string expected, params ReadOnlySpan<string> schemes)
    {
        if (text is null)
        {
            return null;
        }

        // "192.168.1.5:1883" is a scheme to Uri, or nothing at all.
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || !schemes.Contains(address.Scheme) || address.Host.Length == 0)
        {
            Fault(feed, name, $"expected {expected}");
            return null;
        }

        if (address.UserInfo.Length > 0)
        {
            Fault(feed, name, "a name and password in an address end up in logs; write \"user\" and \"password\" beside it, where the server wants them");
            return null;
        }

        if (schemes[0] == "mqtt" && address.PathAndQuery.Trim('/').Length > 0)
        {
            Fault(feed, name, "nothing may follow the broker's port; what topics begin with is \"topic\"");
            return null;
        }

        return address;
    }

    // MQTT 3.1.1, 4.7: + and # stand for other topics, $ begins the broker's own.
    private string? Topic(PlacedValue feed, string name)
    {
        string? topic = reader.Text(feed, name, "what topics begin with, like \"home/scaleproxy\"");
        if (topic is not null && (topic.AsSpan().ContainsAny("+#\0") || topic[0] is '$' or '/' || topic[^1] == '/' || topic.Length > 200))
        {
            Fault(feed, name, "a topic has neither + nor #, does not begin with $, and neither begins nor ends with /; write for example \"home/scaleproxy\"");
            return null;
        }

        return topic;
    }

    private TimeSpan Timeout(PlacedValue feed) => reader.Seconds(feed, "timeout", 1, LongestTimeout, TimeSpan.FromSeconds(10));

    private ServerTrust Trust(PlacedValue feed)
    {
        if (reader.Text(feed, "authority", "a PEM file with the certificate of the server's authority") is not { } name)
        {
            return ServerTrust.System;
        }

        string path = Path.GetFullPath(name, folder);
        try
        {
            return ServerTrust.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Fault(feed, "authority", $"{path} cannot be used ({e.Message}); name a PEM file with the certificate of the server's authority");
            return ServerTrust.System;
        }
    }

    private void Fault(PlacedValue feed, string name, string problem)
    {
        PlacedValue value = SettingsReader.Find(feed, name)!;
        reader.Fault(value.Offset, value.Path, problem);
    }
}
