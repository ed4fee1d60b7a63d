using ScaleProxy.Capture.History;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture;

/// <summary>What is handed over at a time: what happened, with its bytes; then, made out, what the observer is to be told.</summary>
internal sealed class HandoverBatch : ICaptureObserver
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxHappenings = 512;

    private readonly byte[] _bytes = new byte[MaxBytes];
    private readonly List<Happening> _happenings = new(MaxHappenings);
    private readonly List<Told> _told = [];
    private int _length;

    // An exchange, or the end of a connection, or a measurement of an export.
    private readonly record struct Told(CapturedConnection? Connection, Exchange? Exchange, HistoryRow? Row);

    public bool IsEmpty => _happenings.Count == 0;

    public bool IsFull => _length == MaxBytes || _happenings.Count == MaxHappenings;

    public void Add(in Happening happening) => _happenings.Add(happening);

    /// <summary>Adds bytes of a conversation, as many as there is room for.</summary>
    /// <returns>How many.</returns>
    public int Add(Conversation conversation, bool client, ReadOnlySpan<byte> bytes, long ticks)
    {
        int length = Math.Min(bytes.Length, MaxBytes - _length);
        bytes[..length].CopyTo(_bytes.AsSpan(_length));
        _length += length;
        Add(new Happening(conversation, HappeningKind.Bytes, client, length, ticks));
        return length;
    }

    /// <summary>Makes out what the observer is to be told.</summary>
    public void MakeOut()
    {
        int at = 0;
        foreach (Happening happening in _happenings)
        {
            happening.Take(_bytes.AsSpan(at, happening.Length), this);
            at += happening.Length;
        }
    }

    /// <summary>Tells the observer, and is empty again.</summary>
    public void TellOf(ICaptureObserver observer)
    {
        foreach (Told told in _told)
        {
            if (told.Row is not null)
            {
                observer.OnHistory(told.Row);
            }
            else if (told.Exchange is not null)
            {
                observer.OnExchange(told.Connection!, told.Exchange);
            }
            else
            {
                observer.OnClosed(told.Connection!);
            }
        }

        _told.Clear();
        _happenings.Clear();
        _length = 0;
    }

    /// <inheritdoc/>
    public void OnExchange(CapturedConnection connection, Exchange exchange) => _told.Add(new Told(connection, exchange, null));

    /// <inheritdoc/>
    public void OnClosed(CapturedConnection connection) => _told.Add(new Told(connection, null, null));

    /// <inheritdoc/>
    public void OnHistory(HistoryRow row) => _told.Add(new Told(null, null, row));
}
