using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ScaleProxy.Cli.Learn;

/// <summary>What <c>learn</c> tells its owner. No secret, hash, token, measured value or body data is ever among it.</summary>
internal sealed partial class LearnLog
{
    private const int MaxProblems = 256;

    private readonly ILogger _logger;
    private readonly HashSet<string> _problems = [];

    /// <summary>Tells it to a logger.</summary>
    public LearnLog(ILoggerFactory loggers) => _logger = loggers.CreateLogger("ScaleProxy.Cli.Learn");

    /// <summary>A connection passes unrecorded from now on.</summary>
    public void Unrecorded(string client, string server, DateTimeOffset from, string reason) =>
        Unrecorded(client, server, from.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture), reason);

    /// <summary>Something of a request could not be made out. Once for each kind, by one thread at a time; beyond a number of kinds, no more.</summary>
    public void NotUnderstood(string kind, string problem)
    {
        if (_problems.Count < MaxProblems && _problems.Add($"{kind}: {problem}"))
        {
            Kept(kind, problem);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "learned {what}")]
    public partial void Learned(string what);

    [LoggerMessage(2, LogLevel.Information, "{mac}: `serve` can take over now: end this, and run `{command}`")]
    public partial void Complete(string mac, string command);

    [LoggerMessage(3, LogLevel.Information, "{mac}: before `serve` can take over, {missing} must still be seen")]
    public partial void Missing(string mac, string missing);

    [LoggerMessage(4, LogLevel.Warning, "recording {id} of {startedAt} was cut off when learn ended without warning: an exchange under way may be missing")]
    public partial void CutOff(long id, string startedAt);

    [LoggerMessage(5, LogLevel.Warning, "{count} more recordings were cut off likewise")]
    public partial void MoreCutOff(int count);

    [LoggerMessage(6, LogLevel.Warning, "{who} ended without warning: an exchange under way then may be missing")]
    public partial void EndedWithoutWarning(string who);

    [LoggerMessage(7, LogLevel.Error, "an exchange of {client} could not be learned from, by a fault of ours; please report it")]
    public partial void Fault(string client, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "nothing is recorded any more, by a fault of ours; what passes is not disturbed. Start again, and please report it")]
    public partial void Stopped(Exception exception);

    [LoggerMessage(9, LogLevel.Error, "what was learned last could not be stored: {reason}")]
    public partial void NotStored(string reason);

    [LoggerMessage(10, LogLevel.Warning, "{client}: from {at} UTC on, this connection to {server} passes unrecorded: {reason}")]
    private partial void Unrecorded(string client, string server, string at, string reason);

    [LoggerMessage(11, LogLevel.Information, "'{kind}' was kept raw, but not understood: {problem}")]
    private partial void Kept(string kind, string problem);

    [LoggerMessage(12, LogLevel.Warning, "what passes is not kept in the journal for now, as that holds {limit} which the archive has not taken yet; it is recorded as before, but if learn is killed now, more than the exchange under way may be missing")]
    public partial void JournalFull(string limit);

    [LoggerMessage(13, LogLevel.Warning, "what passes cannot be kept in the journal: {reason}; it is recorded as before, but if learn is killed now, more than the exchange under way may be missing")]
    public partial void JournalFailed(string reason);

    [LoggerMessage(14, LogLevel.Information, "taken in from the journal of an earlier learn, which ended before the archive had it: {exchanges}")]
    public partial void JournalTakenIn(string exchanges);

    [LoggerMessage(15, LogLevel.Warning, "{path}: an earlier learn kept there what passed, and the archive does not take it: {reason}; the next start tries again")]
    public partial void JournalNotTakenIn(string path, string reason);

    [LoggerMessage(16, LogLevel.Warning, "{path}: no journal of `learn`, and left as it is; remove it, or move it elsewhere")]
    public partial void JournalForeign(string path);

    [LoggerMessage(17, LogLevel.Warning, "{path}: damaged from byte {position} on; what comes before that was taken in, and the rest is kept in {kept}: remove that if it is of no use to you")]
    public partial void JournalDamaged(string path, long position, string kept);

    [LoggerMessage(18, LogLevel.Warning, "{path}: an earlier learn may have kept there what passed, and it cannot be read: {reason}")]
    public partial void JournalUnreadable(string path, string reason);

    [LoggerMessage(19, LogLevel.Warning, "the archive still knows of a journal that has ended, which does no harm: {reason}")]
    public partial void JournalNotForgotten(string reason);

    [LoggerMessage(20, LogLevel.Warning, "{path}: the archive has what is in this journal, and it cannot be removed: {reason}; remove it")]
    public partial void JournalNotRemoved(string path, string reason);
}
