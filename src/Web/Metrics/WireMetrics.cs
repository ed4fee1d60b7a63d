namespace ScaleProxy.Web.Metrics;

/// <summary>What was counted of the conversations with scales since the start.</summary>
public sealed class WireMetrics
{
    private long _exchanges;

    /// <summary>Exchanges with scales.</summary>
    public long Exchanges => Interlocked.Read(ref _exchanges);

    /// <summary>Counts an exchange.</summary>
    public void CountExchange() => Interlocked.Increment(ref _exchanges);
}
