using Microsoft.Extensions.Logging;

namespace ScaleProxy.Feeds.Delivery;

/// <summary>What feeds tell their owner: once when one goes down or comes up, not at each try; never a secret.</summary>
internal sealed partial class FeedLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "feed {feed}: ready")]
    public partial void Ready(string feed);

    [LoggerMessage(2, LogLevel.Information, "feed {feed}: up again; what waited follows")]
    public partial void UpAgain(string feed);

    [LoggerMessage(3, LogLevel.Warning, "feed {feed}: down, and tried again later; what is archived meanwhile waits for it: {reason}")]
    public partial void Down(string feed, string reason);

    [LoggerMessage(4, LogLevel.Debug, "feed {feed}: down, tried again in {wait:0} s: {reason}")]
    public partial void StillDown(string feed, double wait, string reason);

    [LoggerMessage(5, LogLevel.Warning, "feed {feed}: measurement {id} was refused {tries} times, and is not sent there again: {reason}")]
    public partial void SetAside(string feed, long id, int tries, string reason);

    [LoggerMessage(6, LogLevel.Debug, "feed {feed}: {count} told")]
    public partial void Told(string feed, int count);

    [LoggerMessage(7, LogLevel.Error, "feed {feed}: stopped by a fault of ours; start again, and please report it")]
    public partial void Fault(string feed, Exception exception);
}
