using System.Diagnostics;
using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>
/// The one that writes: a thread of its own with a connection of its own, which commits together whatever waits
/// together (group commit). Who comes while it stores joins the batch; while it waits for the disk, the next one gathers.
/// <code>
///   WriteAsync ──┐                          ┌────────────┐         ┌── COMMIT ──► all of them are told
///   WriteAsync ──┼──► EntryQueue ──► BEGIN, └► store each and take more ──┤
///   PostAsync  ──┘      (bounded)                                  └── one cannot be stored ──► ROLLBACK, and each
///                                                                      again in a transaction of its own
/// </code>
/// </summary>
internal sealed class ArchiveWriter : IAsyncDisposable
{
    // How often a transaction that met another process's is begun again.
    private const int MaxAttempts = 5;

    // So many entries go at most into the transaction that fills a new archive.
    private const int MaxEntriesToFill = 16 * 1024;

    private readonly Database _database;
    private readonly EntryStore _store;
    private readonly EntryQueue _queue;
    private readonly int _maxEntries;
    private readonly bool _bulk;
    private readonly TimeSpan _fillingTime;
    private readonly Action<ArchiveException>? _postFailed;
    private readonly List<PendingEntry> _batch = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;
    private long _failedPosts;

    /// <summary>Begins to write.</summary>
    /// <param name="database">The connection that writes. It is closed with this writer.</param>
    /// <param name="options">The limits.</param>
    public ArchiveWriter(Database database, ArchiveOptions options)
    {
        _database = database;
        _store = new EntryStore(database);
        _queue = new EntryQueue(options.QueueCapacity, options.QueueBytes, options.PostDelay, options.CommitDelay, Environment.ProcessorCount);
        _maxEntries = options.MaxEntriesPerCommit;
        _bulk = options.Bulk;
        _fillingTime = options.FillingTime;
        _postFailed = options.PostFailed;
        if (_bulk)
        {
            _database.BeginBulk();
        }

        new Thread(Run) { Name = "archive writer", IsBackground = true }.Start();
    }

    /// <summary>The connection that writes, for tests to ask and to restrict while nothing is written.</summary>
    internal Database Database => _database;

    /// <summary>Posted entries that could not be stored.</summary>
    public long FailedPosts => Interlocked.Read(ref _failedPosts);

    /// <summary>Stores an entry; done when it is on the disk.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="urgent">Whether that is to be as soon as can be.</param>
    /// <param name="cancellation">Ends the waiting for room.</param>
    public ValueTask<EntryOutcome> WriteAsync(ArchiveEntry entry, bool urgent, CancellationToken cancellation)
    {
        var pending = new PendingEntry(entry, awaited: true, urgent);
        ValueTask added = _queue.AddAsync(pending, cancellation);
        return added.IsCompletedSuccessfully ? new(pending.Committed) : AddedThenCommittedAsync(added, pending);
    }

    /// <summary>As <see cref="WriteAsync"/>, not urgent; returns when the entry is in the queue.</summary>
    /// <returns>What is done when it is on the disk.</returns>
    public Task<EntryOutcome> Queue(ArchiveEntry entry)
    {
        var pending = new PendingEntry(entry, awaited: true, urgent: false);
        _queue.Add(pending);
        return pending.Committed;
    }

    /// <summary>Stores an entry some time soon; done when it is in the queue.</summary>
    public ValueTask PostAsync(ArchiveEntry entry, CancellationToken cancellation) =>
        _queue.AddAsync(new PendingEntry(entry, awaited: false, urgent: false), cancellation);

    /// <summary>Stores what waits, takes nothing more, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close(new ObjectDisposedException(nameof(ScaleArchive)));
        await _ended.Task;
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        try
        {
            if (_bulk)
            {
                _database.EndBulk();
            }
        }
        finally
        {
            _store.Dispose();
            _database.Dispose();
        }
    }

    private static async ValueTask<EntryOutcome> AddedThenCommittedAsync(ValueTask added, PendingEntry pending)
    {
        await added;
        return await pending.Committed;
    }

    private void Run()
    {
        try
        {
            while (_queue.Take(_batch, _maxEntries))
            {
                CommitBatch();
            }
        }
        catch (Exception bug)
        {
            Die(bug);
        }

        _ended.SetResult();
    }

    private void CommitBatch()
    {
        switch (Commit(alone: null, out ArchiveException? fault))
        {
            case Result.Committed:
                Succeed(0, _batch.Count);
                break;
            case Result.NotStored when _batch.Count > 1:
                CommitEachAlone();
                break;
            default:
                Refuse(0, _batch.Count, fault!);
                break;
        }
    }

    // One entry of the batch cannot be stored, and the others shall not suffer for it.
    private void CommitEachAlone()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            switch (Commit(i, out ArchiveException? fault))
            {
                case Result.Committed:
                    Succeed(i, 1);
                    break;
                case Result.NotBegun:
                    // To find the database locked takes its time; once will do.
                    Refuse(i, _batch.Count - i, fault!);
                    return;
                default:
                    Refuse(i, 1, fault!);
                    break;
            }
        }
    }

    // One entry of the batch alone, or all of it.
    private Result Commit(int? alone, out ArchiveException? fault)
    {
        for (int attempt = 1; ; attempt++)
        {
            Result result = TryCommit(alone, out fault);
            if (fault is not { IsPassing: true } || attempt == MaxAttempts || result == Result.Lost)
            {
                return result;
            }
        }
    }

    private Result TryCommit(int? alone, out ArchiveException? fault)
    {
        Result failed = Result.NotBegun;
        fault = null;
        try
        {
            int stored = alone ?? 0;
            int end = alone + 1 ?? _batch.Count;
            bool toDisk = NeedsDisk(stored, end);
            bool fills = _database.IsFilling;
            long begun = Stopwatch.GetTimestamp();
            _database.BeginWriting(toDisk);
            failed = fills ? Result.Lost : Result.NotStored;
            do
            {
                for (; stored < end; stored++)
                {
                    Store(_batch[stored], fills);
                }
            }
            while (alone is null && toDisk && MoreCame(ref end, fills, begun));

            _store.StoreRest();
            failed = fills ? Result.Lost : Result.NotCommitted;
            _database.Commit();
            _store.Committed();
            return Result.Committed;
        }
        catch (ArchiveException exception)
        {
            fault = exception;
            _database.Rollback();
            _store.RolledBack(exception.IsInDoubt);
            return failed;
        }
    }

    private void Store(PendingEntry pending, bool fills)
    {
        pending.Outcome = _store.Store(pending.Entry, pending.Fingerprints);
        if (fills)
        {
            // There will be too many of them to hold what they hold.
            pending.LetGo();
            _database.FilledOn();
        }
    }

    private bool MoreCame(ref int end, bool fills, long begun)
    {
        bool more = fills
            ? Stopwatch.GetElapsedTime(begun) < _fillingTime && _queue.TakeMore(_batch, MaxEntriesToFill, fill: true)
            : _queue.TakeMore(_batch, _maxEntries);
        end = _batch.Count;
        return more;
    }

    private bool NeedsDisk(int from, int end)
    {
        for (int i = from; i < end; i++)
        {
            if (!_batch[i].Entry.WithoutDisk)
            {
                return true;
            }
        }

        return false;
    }

    private void Succeed(int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            _batch[i].Succeed();
        }
    }

    private void Refuse(int from, int count, ArchiveException fault)
    {
        for (int i = from; i < from + count; i++)
        {
            if (!_batch[i].IsSettled && !_batch[i].Fail(fault))
            {
                Interlocked.Increment(ref _failedPosts);
                _postFailed?.Invoke(fault);
            }
        }
    }

    // Something happened that this program did not foresee. What is in doubt is refused, and so is all that comes: an
    // archive that looks well and records nothing is the worst there is.
    private void Die(Exception bug)
    {
        var fault = new ArchiveException(
            $"archive {_database.Name}: its writer has stopped ({bug.GetType().Name}: {bug.Message}); start again, and please report this", bug);
        _queue.Close(fault);
        do
        {
            Refuse(0, _batch.Count, fault);
        }
        while (_queue.Take(_batch, _maxEntries));
    }

    private enum Result
    {
        Committed,
        NotBegun,
        NotStored,
        NotCommitted,

        // As that, and what was to be committed is not at hand any more.
        Lost,
    }
}
