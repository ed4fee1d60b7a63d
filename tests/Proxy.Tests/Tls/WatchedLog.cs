using Microsoft.Extensions.Logging;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>Everything that is logged; a line can be waited for.</summary>
internal sealed class WatchedLog : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Part, int Times, TaskCompletionSource Found)> _waiting = [];

    public IReadOnlyList<string> With(string part)
    {
        lock (_lock)
        {
            return [.. _lines.Where(line => line.Contains(part, StringComparison.Ordinal))];
        }
    }

    /// <summary>Waits until so many lines have this in them.</summary>
    public Task WaitForAsync(string part, int times = 1)
    {
        lock (_lock)
        {
            var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((part, times, found));
            Check();
            return found.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _lines.Add($"{logLevel}: {formatter(state, exception)}{exception}");
            Check();
        }
    }

    public void Dispose()
    {
    }

    private void Check()
    {
        foreach ((string part, int times, TaskCompletionSource found) in _waiting)
        {
            if (With(part).Count >= times)
            {
                found.TrySetResult();
            }
        }
    }
}
