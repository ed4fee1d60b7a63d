using Microsoft.Extensions.Logging;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Serve;

/// <summary>One line of standard error for each thing that happens; the time is the journal's to add.</summary>
/// <param name="verbose">Debug messages too.</param>
internal sealed class StandardErrorLog(bool verbose) : ILoggerFactory, ILogger
{
    private const string OurOwn = "ScaleProxy";

    private int _lost;

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
        Write(prefix + formatter(state, exception) + (exception is null ? string.Empty : Environment.NewLine + exception));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Standard error may be a file on the disk that is full, which is the very thing to be told: that must not end who
    // tells it. The next line that can be written says that some could not.
    private void Write(string line)
    {
        int lost = Interlocked.Exchange(ref _lost, 0);
        try
        {
            Console.Error.WriteLine(lost == 0 ? line : $"{line} ({Plural.Of(lost, "line")} before this could not be written)");
        }
        catch (IOException)
        {
            Interlocked.Add(ref _lost, lost + 1);
        }
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
