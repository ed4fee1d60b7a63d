using Microsoft.Extensions.Logging;

namespace ScaleProxy.Web;

/// <summary>What the page tells its owner. No token, secret or query is ever among it.</summary>
internal sealed partial class PageLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Error, "the page: {path} could not be answered, as the archive failed: {reason}")]
    public partial void ArchiveFailed(string path, string reason);

    [LoggerMessage(2, LogLevel.Error, "the page: {path} could not be answered by a fault of ours; please report it")]
    public partial void Fault(string path, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "the page: the answer to {path} was broken off: {reason}")]
    public partial void BrokenOff(string path, string reason);
}
