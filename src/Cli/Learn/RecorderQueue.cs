using System.Threading.Channels;
using ScaleProxy.Archive;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Learn;

/// <summary>
/// What happened and is not recorded yet, in order. Any thread adds, and never waits; one reads. It is bounded by the
/// exchanges in it, those being written included: the end of a connection always finds room, as it only comes after an
/// exchange that did.
/// </summary>
internal sealed class RecorderQueue(RecorderLimits limits)
{
    private readonly Channel<RecorderStep> _steps = Channel.CreateUnbounded<RecorderStep>(new UnboundedChannelOptions { SingleReader = true });
    private int _exchanges;
    private long _bytes;
    private readonly object _room = new();
    private int _waiting;
    private volatile bool _isClosed;

    /// <summary>Whether the reader has more to take.</summary>
    public bool HasMore => _steps.Reader.TryPeek(out _);

    /// <summary>Adds an exchange.</summary>
    /// <param name="connection">The connection it passed on.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="position">Its place in the journal; null for none.</param>
    /// <param name="isArchived">See <see cref="RecorderStep.IsArchived"/>.</param>
    /// <returns>Null where it was added; else why it was not, for people.</returns>
    public string? TryAdd(RecordedConnection connection, Exchange exchange, JournalPosition? position, bool isArchived = false)
    {
        long size = SizeOf(exchange);
        int exchanges = Interlocked.Increment(ref _exchanges);
        long bytes = Interlocked.Add(ref _bytes, size);
        if (exchanges > limits.MaxExchanges || (bytes > limits.MaxBytes && exchanges > 1))
        {
            Release(size);
            return "more comes than can be written";
        }

        if (!_steps.Writer.TryWrite(new RecorderStep(connection, exchange, size, position, isArchived)))
        {
            Release(size);
            return "the recorder has ended";
        }

        return null;
    }

    /// <summary>Adds the end of a connection that an exchange was added of.</summary>
    public void AddEnd(RecordedConnection connection) => _steps.Writer.TryWrite(new RecorderStep(connection, null, 0));

    /// <summary>An exchange is done with, written or not: there is room for another.</summary>
    public void Release(long size)
    {
        Interlocked.Add(ref _bytes, -size);
        Interlocked.Decrement(ref _exchanges);
        if (Volatile.Read(ref _waiting) > 0 && !IsBusy)
        {
            LetIn();
        }
    }

    /// <summary>Waits while a good deal is on its way already. For whoever can wait, which the relay cannot.</summary>
    public void AwaitRoom()
    {
        if (!IsBusy)
        {
            return;
        }

        lock (_room)
        {
            // Said before it is looked again, as Release looks for it after it has made room.
            Interlocked.Increment(ref _waiting);
            while (IsBusy && !_isClosed)
            {
                Monitor.Wait(_room);
            }

            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Waits for something to take.</summary>
    /// <returns>False when nothing more will come.</returns>
    public ValueTask<bool> WaitAsync() => _steps.Reader.WaitToReadAsync();

    /// <summary>Takes what comes next.</summary>
    public bool TryTake(out RecorderStep step) => _steps.Reader.TryRead(out step);

    /// <summary>Takes nothing more.</summary>
    public void Close()
    {
        _steps.Writer.TryComplete();
        _isClosed = true;
        LetIn();
    }

    private bool IsBusy => Volatile.Read(ref _exchanges) > limits.BusyExchanges || Interlocked.Read(ref _bytes) > limits.BusyBytes;

    private void LetIn()
    {
        lock (_room)
        {
            Monitor.PulseAll(_room);
        }
    }

    private static long SizeOf(Exchange exchange)
    {
        long size = exchange.Request.Raw.Length + (exchange.Response?.Raw.Length ?? 0);
        for (int i = 0; i < exchange.Interim.Count; i++)
        {
            size += exchange.Interim[i].Raw.Length;
        }

        return size;
    }
}
