namespace ScaleProxy.Archive.Writing;

/// <summary>
/// What waits for the writer, in the order it came. It holds so many entries and bytes at most; whoever brings more
/// waits for room, in a line of their own, so that the order stays.
/// </summary>
/// <param name="capacity">Entries at most.</param>
/// <param name="maxBytes">No further entry is let in once it holds as many bytes.</param>
/// <param name="postDelay">How long entries that are not urgent may lie here until one comes that is.</param>
/// <param name="commitDelay">How long urgent entries may, in a crowd, until there are more of them than last time, or as many where no more came then.</param>
/// <param name="processors">With several, what is there of a crowd is stored while the rest comes; with one, that would only keep them from coming.</param>
internal sealed class EntryQueue(int capacity, long maxBytes, TimeSpan postDelay, TimeSpan commitDelay, int processors)
{
    private readonly object _gate = new();
    private readonly Queue<PendingEntry> _entries = new();
    private readonly Queue<Newcomer> _line = new();
    private long _bytes;

    // Urgent entries that wait here, that the batch holds, and that the last one held; and how many this one is to hold.
    private int _urgent;
    private int _gathered;
    private int _crowd;
    private int _goal;
    private bool _waited;
    private Wanted _wanted;
    private Exception? _closed;

    /// <summary>Adds an entry, when there is room.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellation">Ends the waiting for room; an entry that is in stays in.</param>
    /// <exception cref="Exception">What <see cref="Close"/> was given.</exception>
    public ValueTask AddAsync(PendingEntry entry, CancellationToken cancellation) =>
        Join(entry, cancellation) is { } newcomer ? new ValueTask(newcomer.AdmittedAsync(cancellation)) : ValueTask.CompletedTask;

    /// <summary>As <see cref="AddAsync"/>, on the caller's thread: it is woken itself when there is room, and no other to wake it.</summary>
    public void Add(PendingEntry entry) => Join(entry, CancellationToken.None)?.AwaitAdmission();

    /// <summary>Begins a batch with what waits; waits while there is nothing.</summary>
    /// <param name="batch">Emptied first.</param>
    /// <param name="max">How many entries to take at most.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<PendingEntry> batch, int max)
    {
        batch.Clear();
        lock (_gate)
        {
            while (_entries.Count == 0)
            {
                if (_closed is not null)
                {
                    return false;
                }

                WaitFor(Wanted.Any, Timeout.InfiniteTimeSpan);
            }

            AwaitUrgent();
            _gathered = 0;
            _waited = false;
            if (processors == 1)
            {
                AwaitCrowd();
            }

            Move(batch, max);
            return true;
        }
    }

    /// <summary>
    /// Adds to the batch what has come since, for what is stored of it meanwhile costs nobody any time. In a crowd it waits
    /// for those that are still to come, once.
    /// </summary>
    /// <param name="batch">What <see cref="Take"/> began.</param>
    /// <param name="max">How many entries it may hold at most.</param>
    /// <param name="fill">The batch is to become large: while nobody is kept waiting, it waits for more as <see cref="Take"/> does.</param>
    /// <returns>False when the batch is to be committed as it is.</returns>
    public bool TakeMore(List<PendingEntry> batch, int max, bool fill = false)
    {
        lock (_gate)
        {
            if (fill && _gathered == 0)
            {
                AwaitUrgent();
            }
            else if (_entries.Count == 0 && batch.Count < max)
            {
                AwaitCrowd();
            }

            bool more = _entries.Count > 0 && batch.Count < max;
            if (more)
            {
                Move(batch, max);
            }
            else
            {
                AimAfter(_gathered);
            }

            return more;
        }
    }

    /// <summary>Takes no further entries. Those that are in, or in the line, can still be taken.</summary>
    /// <param name="reason">What to tell whoever brings one from now on.</param>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            _closed ??= reason;
            Monitor.PulseAll(_gate);
        }
    }

    // Null where the entry is in; else its place in the line.
    private Newcomer? Join(PendingEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_closed is not null)
            {
                throw _closed;
            }

            if (_line.Count == 0 && HasRoom)
            {
                Admit(entry);
                return null;
            }

            var newcomer = new Newcomer(entry);
            _line.Enqueue(newcomer);
            return newcomer;
        }
    }

    private void AwaitUrgent()
    {
        if (_urgent == 0 && MayWait)
        {
            WaitFor(Wanted.Urgent, postDelay);
        }
    }

    // A commit costs nearly the same for one entry as for many.
    private void AwaitCrowd()
    {
        int gathered = _gathered + _urgent;
        if (gathered > 0 && gathered < _goal && !_waited && MayWait)
        {
            _waited = true;
            WaitFor(Wanted.Crowd, commitDelay);
        }
    }

    private void Move(List<PendingEntry> batch, int max)
    {
        while (batch.Count < max && _entries.TryDequeue(out PendingEntry? entry))
        {
            _bytes -= entry.Size;
            if (entry.IsUrgent)
            {
                _urgent--;
                _gathered++;
            }

            batch.Add(entry);
            LetIn();
        }
    }

    // One alone is no crowd: a single scale is never kept waiting. A crowd may grow, and waiting for one more shows it; where
    // nobody more came, all of them are here, and would only wait for the delay to pass.
    private void AimAfter(int crowd)
    {
        _goal = crowd <= 1 ? 0 : crowd == _crowd ? crowd : crowd + 1;
        _crowd = crowd;
    }

    private bool HasRoom => _entries.Count < capacity && _bytes < maxBytes;

    private bool MayWait => _closed is null && HasSpareRoom;

    private bool HasSpareRoom => _entries.Count < capacity / 2 && _bytes < maxBytes / 2;

    private void WaitFor(Wanted wanted, TimeSpan atMost)
    {
        _wanted = wanted;
        Monitor.Wait(_gate, atMost);
        _wanted = Wanted.Nothing;
    }

    private void LetIn()
    {
        while (HasRoom && _line.TryDequeue(out Newcomer? newcomer))
        {
            if (newcomer.TryAdmit())
            {
                Admit(newcomer.Entry);
            }
        }
    }

    private void Admit(PendingEntry entry)
    {
        _bytes += entry.Size;
        _urgent += entry.IsUrgent ? 1 : 0;
        _entries.Enqueue(entry);
        bool come = _wanted switch
        {
            Wanted.Any => true,
            Wanted.Urgent => _urgent > 0 || !HasSpareRoom,
            Wanted.Crowd => _gathered + _urgent >= _goal || !HasSpareRoom,
            _ => false,
        };
        if (come)
        {
            Monitor.Pulse(_gate);
        }
    }

    // What the writer waits for.
    private enum Wanted
    {
        Nothing,
        Any,
        Urgent,
        Crowd,
    }

    // Somebody waiting for room. Who gave up is passed over when there is some.
    private sealed class Newcomer(PendingEntry entry)
    {
        private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PendingEntry Entry => entry;

        public bool TryAdmit() => _admitted.TrySetResult();

        public void AwaitAdmission() => _admitted.Task.Wait();

        public async Task AdmittedAsync(CancellationToken cancellation)
        {
            using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
                static (state, token) => ((Newcomer)state!)._admitted.TrySetCanceled(token), this);
            await _admitted.Task;
        }
    }
}
