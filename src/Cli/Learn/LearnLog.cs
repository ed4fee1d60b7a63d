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
}
