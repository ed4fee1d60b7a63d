using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Web.Metrics;

/// <summary>What was counted of the conversations with scales since the start. Any thread may count; none waits.</summary>
public sealed class WireMetrics
{
    private long _exchanges;
    private long _errors;

    /// <summary>Exchanges with scales.</summary>
    public long Exchanges => Interlocked.Read(ref _exchanges);

    /// <summary>What could not be archived.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>How long our own replies took; none where others answer.</summary>
    public ReplyTimes ReplyTimes { get; } = new();

    /// <summary>Counts exchanges.</summary>
    public void CountExchanges(int count) => Interlocked.Add(ref _exchanges, count);

    /// <summary>Counts something that could not be archived.</summary>
    public void CountError() => Interlocked.Increment(ref _errors);
}
