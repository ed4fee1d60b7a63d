using System.Text.Json;

namespace ScaleProxy.Feeds.Configuration;

/// <summary>
/// Reads <c>scaleproxy.json</c> in the data folder, where its owner has written what to feed. Comments are welcome in it.
/// <code>
///   { "feeds": { "mqtt": [ { "broker": "mqtt://192.168.1.5", … } ], "webhook": [ { "url": … } ], "influx": [ { "url": … } ] } }
/// </code>
/// </summary>
public static class ConfigurationFile
{
    /// <summary>Its name.</summary>
    public const string Name = "scaleproxy.json";

    // What people write by hand is a thousandth of that.
    private const int MaxLength = 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="folder">The data folder.</param>
    /// <returns>What is set; nothing where there is no such file.</returns>
    /// <exception cref="SettingsException">Something in it has to be mended; every fault is told.</exception>
    public static FeedConfiguration Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            if (!File.Exists(path))
            {
                return FeedConfiguration.None;
            }

            if (new FileInfo(path).Length > MaxLength)
            {
                throw new SettingsException(path, [new SettingsFault(1, 1, string.Empty, "it is too large for settings; is it another program's?")]);
            }

            return Parse(path, File.ReadAllBytes(path), SecretSource.IsReadByOthers(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(path, [new SettingsFault(1, 1, string.Empty, $"it cannot be read ({e.Message}); let this user read it")]);
        }
    }

    /// <summary>Reads its text.</summary>
    /// <param name="path">Where it stands: secrets that it names are looked for beside it.</param>
    /// <param name="text">UTF-8.</param>
    /// <param name="readByOthers">Whether other users may read it.</param>
    /// <exception cref="SettingsException">As for <see cref="Read"/>.</exception>
    internal static FeedConfiguration Parse(string path, ReadOnlyMemory<byte> text, bool readByOthers = false)
    {
        ReadOnlySpan<byte> mark = [0xef, 0xbb, 0xbf];
        text = text.Span.StartsWith(mark) ? text[mark.Length..] : text;
        var secrets = new SecretSource(Path.GetDirectoryName(path)!);
        var reader = new SettingsReader(text, secrets);
        FeedConfiguration configuration = Parse(path, text, reader);
        if (reader.Faults.Count > 0)
        {
            throw new SettingsException(path, reader.Faults);
        }

        IEnumerable<string> open = readByOthers && reader.HoldsSecret ? [path, .. secrets.ReadByOthers] : secrets.ReadByOthers;
        return configuration with { Warnings = [.. open.Distinct(StringComparer.Ordinal).Select(static file => $"{file} holds a secret, and other users may read it; `chmod 600 '{file}'` keeps it to you")] };
    }

    private static FeedConfiguration Parse(string path, ReadOnlyMemory<byte> text, SettingsReader reader)
    {
        PlacedValue whole;
        try
        {
            whole = PlacedValue.Parse(text.Span);
        }
        catch (JsonException e)
        {
            reader.Fault(OffsetOf(e, text.Span), string.Empty, $"this is no JSON here: {Reason(e)}");
            throw new SettingsException(path, reader.Faults);
        }

        if (!reader.IsObject(whole, "feeds") || SettingsReader.Find(whole, "feeds") is not { } feeds || !reader.IsObject(feeds, "mqtt", "webhook", "influx"))
        {
            return FeedConfiguration.None;
        }

        var each = new FeedSettingsReader(reader, Path.GetDirectoryName(path)!);
        return new FeedConfiguration(
            [.. reader.List(feeds, "mqtt").Select(each.Mqtt).OfType<MqttSettings>()],
            [.. reader.List(feeds, "webhook").Select(each.Webhook).OfType<WebhookSettings>()],
            [.. reader.List(feeds, "influx").Select(each.Influx).OfType<InfluxSettings>()],
            []);
    }

    // The exception counts lines, and bytes in the line, from 0.
    private static int OffsetOf(JsonException e, ReadOnlySpan<byte> text)
    {
        int start = 0;
        for (long line = e.LineNumber ?? 0; line > 0; line--)
        {
            start += text[start..].IndexOf((byte)'\n') + 1;
        }

        return start + (int)(e.BytePositionInLine ?? 0);
    }

    // Its own words for the place are not for people.
    private static string Reason(JsonException e)
    {
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? e.Message : e.Message[..place]).TrimEnd('.') + "; look at this line and the one before";
    }
}
