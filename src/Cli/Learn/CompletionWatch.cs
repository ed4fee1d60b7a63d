namespace ScaleProxy.Cli.Learn;

/// <summary>
/// Waits for the moment to end when nothing more need be learned: a scale's profile is complete, and its conversation is
/// over. A scale that opens a connection for each request must not find the door closed between two of them, so that a
/// connection that ends without the session's end is only taken for the end of the conversation after a while of quiet.
/// </summary>
internal sealed class CompletionWatch : IDisposable
{
    /// <summary>How long a scale says nothing when it is done: several times what it takes between two requests.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private string? _waitsFor;

    /// <summary>Begins to watch.</summary>
    /// <param name="clock">The time.</param>
    public CompletionWatch(TimeProvider clock) =>
        _timer = clock.CreateTimer(_ => _completed.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Done when the moment has come.</summary>
    public Task Completed => _completed.Task;

    /// <summary>A scale whose profile is complete has ended its session.</summary>
    public void SessionEnded() => _completed.TrySetResult();

    /// <summary>A scale whose profile is complete has closed a connection; what it brought is not on the disk yet.</summary>
    public void ConnectionEnds(string mac) => _waitsFor = mac;

    /// <summary>What the connection brought is on the disk.</summary>
    public void ConnectionEnded(string mac)
    {
        if (_waitsFor == mac)
        {
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A scale goes on.</summary>
    public void Heard(string mac)
    {
        if (_waitsFor == mac)
        {
            _waitsFor = null;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
