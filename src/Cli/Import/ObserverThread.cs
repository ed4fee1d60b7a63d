using System.Threading.Channels;
using ScaleProxy.Capture;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Import;

/// <summary>
/// Hands what a capture holds to an observer on another thread, in the order it came, so that learning goes on while
/// the file is read. Bounded: a slow observer holds the reader up.
/// </summary>
internal sealed class ObserverThread : ICaptureObserver
{
    private const int MaxWaiting = 128;

    private readonly Channel<Event> _events = Channel.CreateBounded<Event>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
    private readonly Task _observing;

    /// <summary>Begins.</summary>
    /// <param name="observer">Who is told; by one thread at a time.</param>
    public ObserverThread(ICaptureObserver observer) => _observing = Task.Run(() => ObserveAsync(observer));

    // An exchange; without one, the connection is closed.
    private readonly record struct Event(CapturedConnection Connection, Exchange? Exchange);

    /// <inheritdoc/>
    public void OnExchange(CapturedConnection connection, Exchange exchange) => Tell(new Event(connection, exchange));

    /// <inheritdoc/>
    public void OnClosed(CapturedConnection connection) => Tell(new Event(connection, null));

    /// <summary>Nothing more comes; done when the observer has been told everything, or has failed.</summary>
    public Task CompleteAsync()
    {
        _events.Writer.TryComplete();
        return _observing;
    }

    private void Tell(Event told)
    {
        while (!_events.Writer.TryWrite(told))
        {
            if (!_events.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                // The observer failed: what it failed with is more telling than a closed channel.
                _observing.GetAwaiter().GetResult();
            }
        }
    }

    private async Task ObserveAsync(ICaptureObserver observer)
    {
        try
        {
            await foreach (Event told in _events.Reader.ReadAllAsync())
            {
                if (told.Exchange is { } exchange)
                {
                    observer.OnExchange(told.Connection, exchange);
                }
                else
                {
                    observer.OnClosed(told.Connection);
                }
            }
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }
}
