using System.Globalization;
using System.Text;
using System.Text.Json;
using ScaleProxy.Capture.Files;
using ScaleProxy.Capture.Streams;

namespace ScaleProxy.Capture.Har;

/// <summary>
/// Reads HAR 1.2 (the HTTP archive of browsers and debugging proxies), one entry after the other, so that what stands before
/// a damaged place is kept. The entries' messages go through the same reader as bytes from a wire.
/// </summary>
internal sealed class HarReader(CaptureOptions options, CaptureTally tally, Handover handover)
{
    private readonly ScaleRecognizer _recognizer = new(options);
    private readonly Dictionary<string, Conversation> _open = new(StringComparer.Ordinal);
    private int _entries;

    /// <summary>Reads a HAR text.</summary>
    /// <exception cref="CaptureException">It is not one, or is damaged; the entries before stand.</exception>
    public void Read(ReadOnlySpan<byte> text, CancellationToken cancellation)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            if (!SeekEntries(ref reader))
            {
                throw new CaptureException("it is JSON, but not HAR 1.2: there is no log.entries", offset: null);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                cancellation.ThrowIfCancellationRequested();
                using JsonDocument entry = JsonDocument.ParseValue(ref reader);
                _entries++;
                TakeEntry(entry.RootElement);
            }

            while (reader.Read())
            {
                // The rest says nothing of use, but only a text that is whole to its end was not cut short.
            }
        }
        catch (JsonException fault)
        {
            throw new CaptureException($"the HAR file is damaged or cut short after entry {_entries} ({Reason(fault)}); what was before it was kept", reader.BytesConsumed);
        }
        finally
        {
            foreach (Conversation conversation in _open.Values.OrderBy(open => open.Connection.Number))
            {
                conversation.Close();
            }
        }
    }

    private static string Reason(JsonException fault)
    {
        int place = fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? fault.Message : fault.Message[..place]).TrimEnd('.');
    }

    private static bool SeekEntries(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.CurrentDepth == 2 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("entries"u8))
            {
                return reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            }
        }

        return false;
    }

    private void TakeEntry(JsonElement entry)
    {
        try
        {
            HarMessage request = HarMessage.OfRequest(entry);
            if (!options.All && !_recognizer.IsScalesTarget(Encoding.Latin1.GetBytes(request.Url)))
            {
                return;
            }

            long started = Started(entry);
            Conversation conversation = ConversationOf(entry, request, started);
            conversation.Feed(client: true, request.Bytes, started);
            if (HarMessage.OfReply(entry) is not { } reply)
            {
                return;
            }

            if (request.IsReframed || reply.IsReframed)
            {
                tally.Warn($"entry {_entries}: the Content-Length does not fit the content as HAR shows it, and was set right");
            }

            long completed = started + (long)(Number(entry, "time") * TimeSpan.TicksPerMillisecond);
            conversation.Feed(client: false, reply.Bytes, CaptureTime.Clamp(completed));
            if (reply.IsUntilClose)
            {
                conversation.Close();
                _open.Remove(KeyOf(entry, request));
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException)
        {
            tally.Warn($"entry {_entries} was passed over: it is not as HAR 1.2 has it ({fault.Message})");
        }
    }

    private Conversation ConversationOf(JsonElement entry, HarMessage request, long started)
    {
        string key = KeyOf(entry, request);
        if (!_open.TryGetValue(key, out Conversation? conversation))
        {
            var connection = new CapturedConnection("", request.Authority, CaptureTime.ToTime(started), tally.ScaleConnections + 1);
            conversation = new Conversation(connection, options, tally, handover);
            _open.Add(key, conversation);
        }

        return conversation;
    }

    private static string KeyOf(JsonElement entry, HarMessage request) => $"{HarMessage.Text(entry, "connection")} {request.Authority}";

    private static long Started(JsonElement entry) =>
        DateTimeOffset.TryParse(HarMessage.Text(entry, "startedDateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? CaptureTime.Clamp((at - DateTimeOffset.UnixEpoch).Ticks)
            : 0;

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            ? Math.Clamp(number, 0, TimeSpan.FromDays(365).TotalMilliseconds)
            : 0;
}
