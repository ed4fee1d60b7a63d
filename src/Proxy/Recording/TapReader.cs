using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// Reads what all taps have taken, on a thread of its own, and leaves the processor to the relay as long as something passes:
/// what was kept is safe where it is, and somebody stands on the scale.
/// <code>
///   relay: Passed, Add ──► 1 wait for a tap ──► 2 wait for a pause ──► 3 read a part of it ──► behind the others, or done
///                                                    │ too much waits, or for too long, or in memory, or the end: at once
/// </code>
/// Taps are read in the order they came by something, so that what one scale sends on several connections stays in order.
/// </summary>
internal sealed class TapReader : ITapReader, IAsyncDisposable
{
    // Read of one tap before it is another's turn.
    private const int Part = 64 * 1024;

    private readonly IConversationRecorder _recorder;
    private readonly TapReaderLimits _limits;
    private readonly TimeProvider _clock;
    private readonly RelayLog _log;
    private readonly Queue<ConversationTap> _taps = new();
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastPassed;
    private long _unread;
    private int _held;
    private bool _isIdle;
    private bool _isHurried;
    private bool _isClosed;
    private bool _isCatchingUp;

    /// <summary>Begins.</summary>
    /// <param name="recorder">Who takes what is read.</param>
    /// <param name="limits">How long reading may wait.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where to tell of a fault.</param>
    public TapReader(IConversationRecorder recorder, TapReaderLimits limits, TimeProvider clock, RelayLog log)
    {
        _recorder = recorder;
        _limits = limits;
        _clock = clock;
        _log = log;
        new Thread(Run) { Name = "recording", IsBackground = true }.Start();
    }

    /// <inheritdoc/>
    public void Passed(int bytes)
    {
        Volatile.Write(ref _lastPassed, _clock.GetTimestamp());
        Interlocked.Add(ref _unread, bytes);
    }

    /// <inheritdoc/>
    public void Held() => Interlocked.Increment(ref _held);

    /// <inheritdoc/>
    public void Read(long bytes) => Interlocked.Add(ref _unread, -bytes);

    /// <inheritdoc/>
    public void HeldRead() => Interlocked.Decrement(ref _held);

    /// <inheritdoc/>
    public void Add(ConversationTap tap)
    {
        tap.WaitsSince = _clock.GetTimestamp();
        lock (_gate)
        {
            _taps.Enqueue(tap);
            if (_isIdle)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Waits for no pause any more.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            _isHurried = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Reads what there is; nothing may come any more.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isHurried = true;
            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        return new ValueTask(_ended.Task);
    }

    private void Run()
    {
        while (TryTake(out ConversationTap? tap))
        {
            try
            {
                _recorder.AwaitRoom();
                if (tap.Read(Part))
                {
                    lock (_gate)
                    {
                        _taps.Enqueue(tap);
                    }
                }
            }
#pragma warning disable CA1031 // Recording must not break what passes, whatever goes wrong in it; the fault is logged whole.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _log.RecordingFault(tap.Client, e);
            }
        }

        _ended.SetResult();
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ConversationTap? tap)
    {
        lock (_gate)
        {
            while (!_taps.TryPeek(out tap))
            {
                if (_isClosed)
                {
                    return false;
                }

                Wait(Timeout.InfiniteTimeSpan);
            }

            while (!IsTimeFor(tap))
            {
                Wait(_limits.Pause);
            }

            return _taps.TryDequeue(out tap);
        }
    }

    // Who waits for a pause looks for it from time to time: to be woken by each thing that passes is what is to be spared.
    private void Wait(TimeSpan atMost)
    {
        _isIdle = atMost == Timeout.InfiniteTimeSpan;
        Monitor.Wait(_gate, atMost);
        _isIdle = false;
    }

    private bool IsTimeFor(ConversationTap tap)
    {
        // Before it is looked what passed: what passes meanwhile is no pause.
        long now = _clock.GetTimestamp();
        // Half of what is too much, so that it is not too much again at once.
        long unread = Volatile.Read(ref _unread);
        _isCatchingUp = unread > (_isCatchingUp ? _limits.MaxUnread / 2 : _limits.MaxUnread);
        return _isHurried || _isCatchingUp
            || Volatile.Read(ref _held) > 0
            || tap.Unread > _limits.MaxUnreadOfOne
            || _clock.GetElapsedTime(Volatile.Read(ref _lastPassed), now) >= _limits.Pause
            || _clock.GetElapsedTime(tap.WaitsSince, now) >= _limits.MaxDelay;
    }
}
