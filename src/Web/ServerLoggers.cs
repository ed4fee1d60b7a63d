using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ScaleProxy.Web;

/// <summary>The log for the page's server: without the host's own messages, as whoever starts the page is told by an exception what they say with a stack trace.</summary>
/// <param name="loggers">Where the rest goes.</param>
internal sealed class ServerLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    private const string Hosting = "Microsoft.Extensions.Hosting";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(Hosting, StringComparison.Ordinal) ? NullLogger.Instance : loggers.CreateLogger(categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The loggers are the caller's.
    }
}
