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

    [LoggerMessage(4, LogLevel.Warning, "the page: a wrong token from {address}")]
    public partial void WrongToken(string address);

    [LoggerMessage(5, LogLevel.Warning, "the page cannot be told of new measurements at the moment: {reason}")]
    public partial void ArrivalsFailed(string reason);

    [LoggerMessage(6, LogLevel.Error, "the page is told nothing more of what happens, by a fault of ours; please report it")]
    public partial void EventsFault(Exception exception);
}
