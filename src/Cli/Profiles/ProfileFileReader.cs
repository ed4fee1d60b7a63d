using System.Globalization;
using System.Text.Json;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Profiles;

/// <summary>
/// Reads a <see cref="ProfileFile"/> back. Whatever does not fit refuses the whole document, and the error names its place: half a
/// profile would be answered with.
/// </summary>
internal sealed class ProfileFileReader
{
    // More than the largest profile can take up, in base64 and once more in words.
    private const int MaxBytes = 16 * 1024 * 1024;

    private const int MaxText = 4096;

    private readonly string _path;

    private ProfileFileReader(string path) => _path = path;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The profile, and whether it can be answered with: what was exported without <c>--whole</c> is nobody's.</returns>
    /// <exception cref="UserException">It is no profile; the message names the place.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (Profile Profile, bool Whole) Read(string path)
    {
        var reader = new ProfileFileReader(path);
        using JsonDocument document = reader.Parse();
        return reader.Document(document.RootElement);
    }

    private JsonDocument Parse()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read);
        byte[] bytes = new byte[MaxBytes + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
        {
            throw new UserException($"{_path}: more than {ByteText.Of(MaxBytes)}; a profile, as `scaleproxy profile export` writes it, is smaller");
        }

        try
        {
            return JsonDocument.Parse(bytes.AsMemory(0, length));
        }
        catch (JsonException e)
        {
            throw new UserException(string.Create(CultureInfo.InvariantCulture, $"{_path}: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: this is no JSON; give what `scaleproxy profile export` wrote"));
        }
    }

    private (Profile Profile, bool Whole) Document(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, string.Empty, "format") != ProfileFile.Format)
        {
            throw Wrong("format", $"\"{ProfileFile.Format}\"; give what `scaleproxy profile export` wrote");
        }

        if (Integer(root, "version") is not (>= 1 and <= ProfileFile.Version))
        {
            throw Wrong("version", string.Create(CultureInfo.InvariantCulture, $"{ProfileFile.Version} at most; a newer scaleproxy wrote this, update this one"));
        }

        string? secret = Text(root, string.Empty, "secret");
        var profile = new Profile
        {
            Mac = Text(root, string.Empty, "mac") is { } mac && MacAddress.TryNormalize(mac) is { } normal ? normal : throw Wrong("mac", "the scale's address, 12 hexadecimal digits"),
            ManufacturerId = Integer(root, "mfgid"),
            Firmware = Text(root, string.Empty, "firmware"),
            Battery = Integer(root, "battery"),
            // What was given is not repeated.
            Secret = secret is null || MaintenanceBlob.IsSecret(secret) ? secret : throw Wrong("secret", string.Create(CultureInfo.InvariantCulture, $"{MaintenanceBlob.SecretLength} printable characters, or null")),
            FirstSeen = Time(root, string.Empty, "firstSeen"),
            LastSeen = Time(root, string.Empty, "lastSeen"),
            Handshakes = [.. Items(root, "handshakes", Learner.MaxHandshakes).Select(item => HandshakeAt(item.Element, item.Place))],
            Replies = [.. Items(root, "replies", Learner.MaxReplies).Select(item => ReplyAt(item.Element, item.Place))],
        };
        return (profile, !root.TryGetProperty("whole", out JsonElement whole) || whole.ValueKind != JsonValueKind.False);
    }

    private Handshake HandshakeAt(JsonElement element, string place) => new(
        Text(element, place, "once") is { Length: > 0 } once ? once : throw Wrong(place + ".once", "a token"),
        Text(element, place, "md5") is { } md5 && HandshakeHash.IsOne(md5) ? md5.ToLowerInvariant() : throw Wrong(place + ".md5", "32 hexadecimal digits"),
        Time(element, place, "seenAt"));

    private LearnedReply ReplyAt(JsonElement element, string place)
    {
        string kind = Text(element, place, "kind") is { Length: > 0 } text ? text : throw Wrong(place + ".kind", "the kind of request it answers");
        if (!element.TryGetProperty("raw", out JsonElement raw) || raw.ValueKind != JsonValueKind.String || !raw.TryGetBytesFromBase64(out byte[]? bytes)
            || bytes.Length > Learner.MaxReplyBytes)
        {
            throw Wrong(place + ".raw", $"a reply of at most {ByteText.Of(Learner.MaxReplyBytes)}, in base64");
        }

        var reply = new LearnedReply(kind, null, bytes, Time(element, place, "seenAt"));
        try
        {
            WireMessage message = reply.Message();
            return message.StatusCode == 200 && message.Raw.Length == bytes.Length
                ? reply with { Status = ReplyFields.StatusOf(message.Body.Span) }
                : throw Wrong(place + ".raw", "one reply of HTTP status 200, and nothing around it");
        }
        catch (InvalidDataException)
        {
            throw Wrong(place + ".raw", "a whole HTTP reply");
        }
    }

    private IEnumerable<(JsonElement Element, string Place)> Items(JsonElement root, string name, int max)
    {
        if (!root.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > max)
        {
            throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a list of at most {max}"));
        }

        int index = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{name}[{index++}]");
            yield return element.ValueKind == JsonValueKind.Object ? (element, place) : throw Wrong(place, "an object");
        }
    }

    // Null where it is null, or missing.
    private string? Text(JsonElement element, string place, string name) =>
        !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= MaxText } text ? text
        : throw Wrong(place.Length == 0 ? name : $"{place}.{name}", string.Create(CultureInfo.InvariantCulture, $"a text of at most {MaxText} characters"));

    private int? Integer(JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number
        : throw Wrong(name, "a whole number");

    // The epoch where it is not known.
    private DateTimeOffset Time(JsonElement element, string place, string name)
    {
        if (Text(element, place, name) is not { } text)
        {
            return DateTimeOffset.UnixEpoch;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) && time > DateTimeOffset.UnixEpoch
            ? time
            : throw Wrong(place.Length == 0 ? name : $"{place}.{name}", "a moment after 1970, like 2026-01-31T07:30:00Z");
    }

    private UserException Wrong(string place, string expected) => new($"{_path}: {place}: expected {expected}");
}
