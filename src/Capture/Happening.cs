using ScaleProxy.Capture.History;

namespace ScaleProxy.Capture;

/// <summary>Something that the reader of a capture came upon: of a conversation, or a measurement of an export.</summary>
internal readonly record struct Happening
{
    private readonly Conversation? _conversation;
    private readonly HistoryRow? _row;
    private readonly HappeningKind _kind;
    private readonly bool _client;
    private readonly long _ticks;

    public Happening(HistoryRow row) => _row = row;

    public Happening(Conversation conversation, HappeningKind kind, bool client = false, int length = 0, long ticks = 0)
    {
        _conversation = conversation;
        _kind = kind;
        _client = client;
        _ticks = ticks;
        Length = length;
    }

    /// <summary>How many bytes come with it.</summary>
    public int Length { get; }

    /// <summary>Takes it to the observer, with the exchanges that it completes.</summary>
    /// <param name="bytes">What comes with it.</param>
    /// <param name="observer">Who is told.</param>
    public void Take(ReadOnlySpan<byte> bytes, ICaptureObserver observer)
    {
        if (_row is not null)
        {
            observer.OnHistory(_row);
            return;
        }

        switch (_kind)
        {
            case HappeningKind.Bytes:
                _conversation!.Take(_client, bytes, _ticks, observer);
                break;
            case HappeningKind.Loss:
                _conversation!.TakeLoss(_client, observer);
                break;
            case HappeningKind.End:
                _conversation!.TakeEnd(_client, observer);
                break;
            default:
                _conversation!.TakeClose(observer);
                break;
        }
    }
}
