using System.Collections.Concurrent;
using ScaleProxy.Capture;
using ScaleProxy.Capture.History;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Import;

/// <summary>
/// Hands what a capture holds to an observer on another thread, in the order it came, so that learning goes on while
/// the file is read. It is handed on in batches, as two threads that meet for each exchange spend more on meeting than
/// on the exchange. Bounded: a slow observer holds the reader up.
/// </summary>
internal sealed class ObserverThread : ICaptureObserver, IDisposable
{
    private const int BatchEvents = 64;
    private const int MaxBatchesWaiting = 4;

    // Not a channel: whoever waits for one is woken by way of the thread pool, and wakes two threads each time.
    private readonly BlockingCollection<List<Event>> _batches = new(MaxBatchesWaiting);
    private readonly Task _observing;
    private List<Event> _batch = new(BatchEvents);

    /// <summary>Begins.</summary>
    /// <param name="observer">Who is told; by one thread at a time.</param>
    public ObserverThread(ICaptureObserver observer) =>
        // A thread of its own: of the pool's, another one would take each batch, while the one before still looks for more to do.
        _observing = Task.Factory.StartNew(() => Observe(observer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // An exchange, or the end of a connection, or a measurement of an export.
    private readonly record struct Event(CapturedConnection? Connection, Exchange? Exchange, HistoryRow? Row);

    /// <inheritdoc/>
    public void OnExchange(CapturedConnection connection, Exchange exchange) => Tell(new Event(connection, exchange, null));

    /// <inheritdoc/>
    public void OnClosed(CapturedConnection connection) => Tell(new Event(connection, null, null));

    /// <inheritdoc/>
    public void OnHistory(HistoryRow row) => Tell(new Event(null, null, row));

    /// <summary>Nothing more comes; done when the observer has been told everything, or has failed.</summary>
    public Task CompleteAsync()
    {
        HandOn();
        _batches.CompleteAdding();
        return _observing;
    }

    /// <summary>To be called when <see cref="CompleteAsync"/> is done.</summary>
    public void Dispose() => _batches.Dispose();

    private void Tell(Event told)
    {
        _batch.Add(told);
        if (_batch.Count == BatchEvents)
        {
            HandOn();
        }
    }

    private void HandOn()
    {
        try
        {
            _batches.Add(_batch);
        }
        catch (InvalidOperationException) when (_batches.IsAddingCompleted)
        {
            // The observer failed: what it failed with is more telling than that nobody takes anything more.
            _observing.GetAwaiter().GetResult();
        }

        _batch = new List<Event>(BatchEvents);
    }

    private static void TellOn(ICaptureObserver observer, Event told)
    {
        if (told.Row is { } row)
        {
            observer.OnHistory(row);
        }
        else if (told.Exchange is { } exchange)
        {
            observer.OnExchange(told.Connection!, exchange);
        }
        else
        {
            observer.OnClosed(told.Connection!);
        }
    }

    private void Observe(ICaptureObserver observer)
    {
        try
        {
            foreach (List<Event> batch in _batches.GetConsumingEnumerable())
            {
                foreach (Event told in batch)
                {
                    TellOn(observer, told);
                }
            }
        }
        finally
        {
            _batches.CompleteAdding();
        }
    }
}
