using System.Net;
using Microsoft.Extensions.Logging;

namespace ScaleProxy.Proxy.Dns;

/// <summary>
/// What the name server tells its owner. What people at home ask for besides the vendor's names is nobody's business, and
/// is not logged at all.
/// </summary>
/// <param name="logger">Where to.</param>
/// <param name="clock">The time.</param>
internal sealed partial class DnsLog(ILogger logger, TimeProvider clock)
{
    private const int MaxRemembered = 256;

    private static readonly TimeSpan s_warnsEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<IPAddress> _told = [];
    private long? _warnedOfResolverAt;
    private long? _warnedOfCrowdAt;

    /// <summary>A client asked for one of the vendor's names. Loud once for each client, which is how an owner sees that the scale found us.</summary>
    public void Answered(IPAddress client, string host, string answer)
    {
        bool isNew;
        lock (_lock)
        {
            isNew = _told.Count < MaxRemembered && _told.Add(client);
        }

        if (isNew)
        {
            FirstAnswer(client, host, answer);
        }
        else
        {
            FurtherAnswer(client, host, answer);
        }
    }

    /// <summary>The resolver gave no reply; once a minute at most.</summary>
    public void ResolverFailed(IPEndPoint resolver, string reason)
    {
        if (IsDue(ref _warnedOfResolverAt))
        {
            NoReply(resolver, reason);
        }
    }

    /// <summary>More questions wait than may; once a minute at most.</summary>
    public void TooMany(int limit)
    {
        if (IsDue(ref _warnedOfCrowdAt))
        {
            Crowded(limit);
        }
    }

    private bool IsDue(ref long? warnedAt)
    {
        lock (_lock)
        {
            if (warnedAt is { } before && clock.GetElapsedTime(before) < s_warnsEvery)
            {
                return false;
            }

            warnedAt = clock.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{client} asked for {host} and was told {answer}")]
    private partial void FirstAnswer(IPAddress client, string host, string answer);

    [LoggerMessage(2, LogLevel.Debug, "{client} asked for {host} and was told {answer}")]
    private partial void FurtherAnswer(IPAddress client, string host, string answer);

    [LoggerMessage(3, LogLevel.Warning, "the name server {resolver} gave no reply: {reason}; names that are not the vendor's cannot be answered meanwhile")]
    private partial void NoReply(IPEndPoint resolver, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{limit} questions wait for --resolver already, further ones fail; if this goes on, it may be asking us in turn")]
    private partial void Crowded(int limit);

    [LoggerMessage(5, LogLevel.Debug, "{client}: no reply could be sent: {reason}")]
    public partial void Unsent(EndPoint client, string reason);

    [LoggerMessage(6, LogLevel.Debug, "{client}: connection lost: {reason}")]
    public partial void Lost(EndPoint? client, string reason);

    [LoggerMessage(7, LogLevel.Warning, "receiving on {address} failed, trying again: {reason}")]
    public partial void NotReceived(EndPoint? address, string reason);

    [LoggerMessage(8, LogLevel.Error, "a question could not be answered by a fault of ours; please report it")]
    public partial void Fault(Exception exception);
}
