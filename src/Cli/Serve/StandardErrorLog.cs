using Microsoft.Extensions.Logging;

namespace ScaleProxy.Cli.Serve;

/// <summary>One line of standard error for each thing that happens; the time is the journal's to add.</summary>
/// <param name="verbose">Debug messages too.</param>
internal sealed class StandardErrorLog(bool verbose) : ILoggerFactory, ILogger
{
    private const string OurOwn = "ScaleProxy";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(OurOwn, StringComparison.Ordinal) ? this : new Quiet(this);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("there is one log, standard error");

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= (verbose ? LogLevel.Debug : LogLevel.Information);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string prefix = logLevel switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error or LogLevel.Critical => "error: ",
            _ => string.Empty,
        };
        Console.Error.WriteLine(prefix + formatter(state, exception) + (exception is null ? string.Empty : Environment.NewLine + exception));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Kestrel's own messages are of use to those who look for a fault.
    private sealed class Quiet(StandardErrorLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
