using Microsoft.Extensions.Logging;

namespace ScaleProxy.Proxy.Forward;

/// <summary>What handing on tells its owner; never a token, a hash or a secret.</summary>
internal sealed partial class ForwardLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "{mac}: handed {count} on to the vendor")]
    public partial void Sent(string mac, int count);

    [LoggerMessage(2, LogLevel.Warning, "{mac}: not handed on to the vendor, and tried again in {wait:0} s: {reason}")]
    public partial void Failed(string mac, string reason, double wait);

    [LoggerMessage(3, LogLevel.Warning, "{mac}: one is set aside, and not sent again by itself: {reason}; `scaleproxy forward status` lists it")]
    public partial void SetAside(string mac, string? reason);

    [LoggerMessage(4, LogLevel.Warning, "{mac}: one waits, and is sent again later: {reason}")]
    public partial void Waits(string mac, string? reason);

    [LoggerMessage(5, LogLevel.Debug, "{mac}: the vendor did not hear that the session is over: {reason}")]
    public partial void NotLeft(string mac, string reason);

    [LoggerMessage(6, LogLevel.Error, "nothing can be handed on to the vendor now: {reason}")]
    public partial void NoOutbox(string reason);

    [LoggerMessage(7, LogLevel.Warning, "what was to be handed on next was taken away meanwhile, by another process or by its owner; what is left follows later")]
    public partial void TurnLost();

    [LoggerMessage(8, LogLevel.Error, "handing on to the vendor has stopped by a fault of ours; start again, and please report it")]
    public partial void Fault(Exception exception);
}
