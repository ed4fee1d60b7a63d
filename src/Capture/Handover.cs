using System.Collections.Concurrent;
using ScaleProxy.Capture.History;

namespace ScaleProxy.Capture;

/// <summary>
/// How what is read gets to the observer: at once, or on a thread of its own, so that exchanges are made out and learned from
/// while the file is read on. The order stays. It is handed over in batches, as two threads that meet for each segment spend more on
/// meeting than on the segment; the batches go round, so that an observer that is slow holds the reader up, and that nothing is
/// allocated for the bytes.
/// <code>
/// Conversation.Feed, End ──► batch ──► (thread) Conversation.Take ──► ICaptureObserver
///                              ▲                      │
///                              └───── emptied ────────┘
/// </code>
/// </summary>
internal sealed class Handover : IDisposable
{
    private const int Batches = 4;
    private const int MaxBytes = 64 * 1024;
    private const int MaxHappenings = 512;

    private readonly ICaptureObserver _observer;

    // Not a channel: whoever waits for one is woken by way of the thread pool, and wakes two threads each time.
    private readonly BlockingCollection<Batch>? _filled;
    private readonly BlockingCollection<Batch>? _empty;
    private readonly Task? _running;
    private Batch _batch;

    /// <summary>Begins.</summary>
    /// <param name="observer">Who is told; by one thread at a time.</param>
    /// <param name="beside">On a thread of its own.</param>
    public Handover(ICaptureObserver observer, bool beside)
    {
        _observer = observer;
        _batch = new Batch(beside ? MaxBytes : 0);
        if (!beside)
        {
            return;
        }

        _filled = [];
        _empty = [];
        for (int i = 1; i < Batches; i++)
        {
            _empty.Add(new Batch(MaxBytes));
        }

        // A thread of its own: of the pool's, another one would take each batch, while the one before still looks for more to do.
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private enum Happening
    {
        Bytes,
        Loss,
        End,
        Close,
    }

    // Something of a conversation, or a measurement of an export.
    private readonly record struct Entry(Conversation? Conversation, HistoryRow? Row, Happening Happening, bool Client, int Length, long Ticks);

    /// <summary>Bytes of a conversation came. They are copied where they are not taken at once.</summary>
    public void Feed(Conversation conversation, bool client, ReadOnlySpan<byte> bytes, long ticks)
    {
        if (_running is null)
        {
            conversation.Take(client, bytes, ticks, _observer);
            return;
        }

        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, MaxBytes - _batch.Length);
            bytes[..length].CopyTo(_batch.Bytes.AsSpan(_batch.Length));
            _batch.Length += length;
            bytes = bytes[length..];
            Add(new Entry(conversation, null, Happening.Bytes, client, length, ticks));
        }
    }

    /// <summary>Bytes of a conversation are missing.</summary>
    public void Lose(Conversation conversation, bool client) => Tell(new Entry(conversation, null, Happening.Loss, client, 0, 0));

    /// <summary>A side of a conversation sends no more.</summary>
    public void End(Conversation conversation, bool client) => Tell(new Entry(conversation, null, Happening.End, client, 0, 0));

    /// <summary>Nothing more comes of a conversation.</summary>
    public void Close(Conversation conversation) => Tell(new Entry(conversation, null, Happening.Close, false, 0, 0));

    /// <summary>An export tells of a measurement.</summary>
    public void Tell(HistoryRow row) => Tell(new Entry(null, row, default, false, 0, 0));

    /// <summary>Hands over what there is, before it may take long until there is more.</summary>
    public void Flush()
    {
        if (_batch.Entries.Count == 0)
        {
            return;
        }

        try
        {
            _filled!.Add(_batch);
            _batch = _empty!.Take();
        }
        catch (InvalidOperationException) when (_filled!.IsAddingCompleted)
        {
            // The observer failed: what it failed with is more telling than that nobody takes anything more.
            _batch = new Batch(MaxBytes);
            _running!.GetAwaiter().GetResult();
        }
    }

    /// <summary>Nothing more comes; returns when the observer has been told everything.</summary>
    /// <exception cref="Exception">What the observer failed with.</exception>
    public void Complete()
    {
        if (_running is not null)
        {
            Flush();
            _filled!.CompleteAdding();
            _running.GetAwaiter().GetResult();
        }
    }

    /// <summary>To be called when <see cref="Complete"/> is done.</summary>
    public void Dispose()
    {
        _filled?.Dispose();
        _empty?.Dispose();
    }

    private void Tell(in Entry entry)
    {
        if (_running is null)
        {
            TellOn(entry, default);
        }
        else
        {
            Add(entry);
        }
    }

    private void Add(in Entry entry)
    {
        _batch.Entries.Add(entry);
        if (_batch.Length == MaxBytes || _batch.Entries.Count == MaxHappenings)
        {
            Flush();
        }
    }

    private void Run()
    {
        try
        {
            foreach (Batch batch in _filled!.GetConsumingEnumerable())
            {
                int at = 0;
                foreach (Entry entry in batch.Entries)
                {
                    TellOn(entry, batch.Bytes.AsSpan(at, entry.Length));
                    at += entry.Length;
                }

                batch.Entries.Clear();
                batch.Length = 0;
                _empty!.Add(batch);
            }
        }
        finally
        {
            _filled!.CompleteAdding();
            _empty!.CompleteAdding();
        }
    }

    private void TellOn(in Entry entry, ReadOnlySpan<byte> bytes)
    {
        if (entry.Row is { } row)
        {
            _observer.OnHistory(row);
            return;
        }

        switch (entry.Happening)
        {
            case Happening.Bytes:
                entry.Conversation!.Take(entry.Client, bytes, entry.Ticks, _observer);
                break;
            case Happening.Loss:
                entry.Conversation!.TakeLoss(entry.Client, _observer);
                break;
            case Happening.End:
                entry.Conversation!.TakeEnd(entry.Client, _observer);
                break;
            default:
                entry.Conversation!.TakeClose(_observer);
                break;
        }
    }

    private sealed class Batch(int size)
    {
        public byte[] Bytes { get; } = new byte[size];

        public int Length { get; set; }

        public List<Entry> Entries { get; } = [];
    }
}
