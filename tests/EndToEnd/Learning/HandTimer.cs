namespace ScaleProxy.EndToEnd.Learning;

/// <summary>A clock whose timers go off when the test says so.</summary>
internal sealed class HandTimer : TimeProvider
{
    private readonly List<Alarm> _alarms = [];

    /// <summary>A timer is set, and has not gone off.</summary>
    public bool IsSet => _alarms.Exists(alarm => alarm.In != Timeout.InfiniteTimeSpan);

    public override DateTimeOffset GetUtcNow() => Passing.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(() => callback(state)) { In = dueTime };
        _alarms.Add(alarm);
        return alarm;
    }

    /// <summary>Lets every timer that is set go off.</summary>
    public void GoOff()
    {
        foreach (Alarm alarm in _alarms.Where(alarm => alarm.In != Timeout.InfiniteTimeSpan))
        {
            alarm.Ring();
        }
    }

    private sealed class Alarm(Action ring) : ITimer
    {
        public TimeSpan In { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            In = dueTime;
            return true;
        }

        public void Dispose() => In = Timeout.InfiniteTimeSpan;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
