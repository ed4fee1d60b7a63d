using System.Runtime.ExceptionServices;
using ScaleProxy.Capture.History;

namespace ScaleProxy.Capture;

/// <summary>
/// How what is read gets to the observer: at once, or on a thread of its own, so that exchanges are made out and learned from
/// while the file is read on. The order stays. It is handed over in batches, as two threads that meet for each segment spend more on
/// meeting than on the segment; the batches go round, so that an observer that is slow holds the reader up, and that nothing is
/// allocated for the bytes. Whoever is ahead makes out the exchanges of the next batch: the observer's thread before it tells of
/// them, or the reader, where it would wait for an empty batch.
/// <code>
/// Conversation.Feed, End ──► batch ──► Conversation.Take ──► exchanges ──► (thread) ICaptureObserver
///                              ▲                                              │
///                              └─────────────────── emptied ──────────────────┘
/// </code>
/// </summary>
internal sealed class Handover
{
    private const int Batches = 4;

    private readonly ICaptureObserver _observer;
    private readonly HandoverBatch[] _ring = new HandoverBatch[Batches];
    private readonly object _gate = new();
    private readonly Lock _makingOut = new();
    private readonly Thread? _thread;

    // Batches so far, each in its place of the ring: filled by the reader, made out by either, told of by the thread. What is beyond
    // the filled ones is the reader's.
    private long _filled;
    private long _madeOut;
    private long _told;
    private bool _completed;
    private ExceptionDispatchInfo? _fault;

    /// <summary>Begins.</summary>
    /// <param name="observer">Who is told; by one thread at a time.</param>
    /// <param name="beside">On a thread of its own.</param>
    public Handover(ICaptureObserver observer, bool beside)
    {
        _observer = observer;
        if (beside)
        {
            _thread = new Thread(Run) { Name = "capture observer", IsBackground = true };
            _thread.Start();
        }
    }

    // A small file needs no more than one.
    private HandoverBatch Current => _ring[_filled % Batches] ??= new HandoverBatch();

    /// <summary>Bytes of a conversation came. They are copied where they are not taken at once.</summary>
    public void Feed(Conversation conversation, bool client, ReadOnlySpan<byte> bytes, long ticks)
    {
        if (_thread is null)
        {
            conversation.Take(client, bytes, ticks, _observer);
            return;
        }

        while (!bytes.IsEmpty)
        {
            bytes = bytes[Current.Add(conversation, client, bytes, ticks)..];
            FlushFull();
        }
    }

    /// <summary>Bytes of a conversation are missing.</summary>
    public void Lose(Conversation conversation, bool client) => Tell(new Happening(conversation, HappeningKind.Loss, client));

    /// <summary>A side of a conversation sends no more.</summary>
    public void End(Conversation conversation, bool client) => Tell(new Happening(conversation, HappeningKind.End, client));

    /// <summary>Nothing more comes of a conversation.</summary>
    public void Close(Conversation conversation) => Tell(new Happening(conversation, HappeningKind.Close));

    /// <summary>An export tells of a measurement.</summary>
    public void Tell(HistoryRow row) => Tell(new Happening(row));

    /// <summary>Hands over what there is, before it may take long until there is more.</summary>
    /// <exception cref="Exception">What the observer failed with.</exception>
    public void Flush()
    {
        if (_thread is null || Current.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            _filled++;
            Monitor.PulseAll(_gate);
        }

        // Rather than waiting for an empty one.
        while (!HasRoom() && MakeOutNext(_filled - 1))
        {
        }

        lock (_gate)
        {
            while (!HasRoom())
            {
                Monitor.Wait(_gate);
            }
        }

        _fault?.Throw();
    }

    /// <summary>Nothing more comes; returns when the observer has been told everything.</summary>
    /// <exception cref="Exception">What the observer failed with.</exception>
    public void Complete()
    {
        if (_thread is null)
        {
            return;
        }

        lock (_gate)
        {
            _filled += _fault is null && !Current.IsEmpty ? 1 : 0;
            _completed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        _fault?.Throw();
    }

    private void Tell(in Happening happening)
    {
        if (_thread is null)
        {
            happening.Take(default, _observer);
            return;
        }

        Current.Add(happening);
        FlushFull();
    }

    private void FlushFull()
    {
        if (Current.IsFull)
        {
            Flush();
        }
    }

    // Or whoever would empty a batch has failed.
    private bool HasRoom()
    {
        lock (_gate)
        {
            return _filled - _told < Batches || _fault is not null;
        }
    }

    // The exchanges of a connection hang together, over the batches too: they are made out one after the other. False where the
    // last one wanted is.
    private bool MakeOutNext(long last)
    {
        lock (_makingOut)
        {
            long next = _madeOut;
            if (next > last)
            {
                return false;
            }

            _ring[next % Batches].MakeOut();
            _madeOut = next + 1;
            return true;
        }
    }

    private void Run()
    {
        try
        {
            while (AwaitFilled())
            {
                MakeOutNext(_told);
                _ring[_told % Batches].TellOf(_observer);
                lock (_gate)
                {
                    _told++;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception fault)
        {
            // The reader throws it.
            lock (_gate)
            {
                _fault = ExceptionDispatchInfo.Capture(fault);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool AwaitFilled()
    {
        lock (_gate)
        {
            while (_filled == _told && !_completed)
            {
                Monitor.Wait(_gate);
            }

            return _filled > _told;
        }
    }
}
