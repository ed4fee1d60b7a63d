using System.Globalization;
using ScaleProxy.Capture.Streams;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture.Transcripts;

/// <summary>
/// Reads what people save from Wireshark's "Follow TCP Stream": both directions in one text, one message directly after
/// the other, lines ending in CRLF or, from an editor, in LF. Every message is read by a <see cref="WireReader"/> of its own,
/// line by line, so that it ends where its framing says, also in the middle of a line; a start line where a message
/// should still go on means that the text was cut there. The text has no times but those of the replies' Date headers.
/// </summary>
internal sealed class TranscriptReader(CaptureOptions options, CaptureTally tally, Handover handover)
{
    private readonly List<(bool Client, WireMessage Message)> _waiting = [];
    private readonly ScaleRecognizer _recognizer = new(options);
    private Conversation? _conversation;
    private long _ticks;
    private bool _isScales;

    /// <summary>Reads a text.</summary>
    /// <returns>Whether there is a message in it at all.</returns>
    public bool Read(ReadOnlySpan<byte> text, CancellationToken cancellation)
    {
        int at = NextStart(text, 0);
        bool any = at >= 0;
        while (at >= 0)
        {
            cancellation.ThrowIfCancellationRequested();
            int before = at;
            if (ReadMessage(StartLine.BeginsReply(text[at..]) ? MessageKind.Response : MessageKind.Request, text, ref at) is { } message)
            {
                Take(message);
            }

            at = NextStart(text, Math.Max(at, before + 1));
        }

        Close();
        if (any && !_isScales)
        {
            tally.Warn("the conversation is not a scale's (neither /cgi-bin/ nor a host of the vendor's in its requests); --all or --host takes it nevertheless");
        }

        return any;
    }

    // Junk before, between and after messages is passed over by lines, but a message may follow another one at once.
    private static int NextStart(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            if (StartLine.BeginsReply(text[at..]) || StartLine.BeginsRequest(text[at..]))
            {
                return at;
            }

            int lf = text[at..].IndexOf((byte)'\n');
            if (lf < 0)
            {
                break;
            }

            at += lf + 1;
        }

        return -1;
    }

    private WireMessage? ReadMessage(MessageKind kind, ReadOnlySpan<byte> text, ref int at)
    {
        var reader = new WireReader(kind, Strictness.Tolerant, options.WireLimits);
        int begin = at;
        WireMessage? message;
        while (!reader.TryRead(out message))
        {
            bool awaitsContinue = at > begin && reader.AwaitsContinue && StartLine.BeginsReply(text[at..]);
            if (awaitsContinue && ReadMessage(MessageKind.Response, text, ref at) is { } interim)
            {
                Take(interim);
                continue;
            }

            bool isCut = at > begin && (StartLine.BeginsReply(text[at..]) || StartLine.BeginsRequest(text[at..]));
            if (isCut || at == text.Length)
            {
                reader.End();
                return reader.TryRead(out message) ? message : null;
            }

            int lf = text[at..].IndexOf((byte)'\n');
            int next = lf < 0 ? text.Length : at + lf + 1;
            reader.Feed(text[at..next]);
            at = next;
        }

        at -= reader.Buffered;
        return message;
    }

    private void Take(WireMessage message)
    {
        bool client = message.Kind == MessageKind.Request;
        if (client)
        {
            _isScales |= _recognizer.Judge(message.Head.Span) == Recognition.Taken;
        }

        _waiting.Add((client, message));
        if (client || message.IsInterim)
        {
            return;
        }

        if (message.Headers.TryGet("Date"u8, out ReadOnlySpan<byte> date)
            && DateTimeOffset.TryParseExact(System.Text.Encoding.Latin1.GetString(date), "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset at))
        {
            _ticks = (at - DateTimeOffset.UnixEpoch).Ticks;
        }

        HandOver();
        if (message.Framing == Framing.UntilClose)
        {
            Close();
        }
    }

    private void HandOver()
    {
        // What is said before the first request shows whose conversation it is waits for that.
        if (!_isScales)
        {
            return;
        }

        foreach ((bool client, WireMessage message) in _waiting)
        {
            _conversation ??= new Conversation(new CapturedConnection("", "", Files.CaptureTime.ToTime(_ticks), tally.ScaleConnections + 1), options, tally, handover);
            _conversation.Feed(client, WireForm.Of(message).Span, _ticks);
            if (message.Truncated)
            {
                _conversation.Lose(client);
            }
        }

        _waiting.Clear();
    }

    private void Close()
    {
        HandOver();
        _conversation?.Close();
        _conversation = null;
    }
}
