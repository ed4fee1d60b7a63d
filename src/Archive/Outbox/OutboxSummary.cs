namespace ScaleProxy.Archive.Outbox;

/// <summary>How things stand between the archive and the vendor.</summary>
/// <param name="Counts">How many are in each state; those that nothing is in are missing.</param>
/// <param name="OldestWaiting">When what has waited longest was queued; null where nothing waits.</param>
/// <param name="Calls">The last conversation for each scale, in order of their MACs.</param>
/// <param name="Failed">What has failed, oldest first.</param>
/// <param name="Turn">Who sends.</param>
public sealed record OutboxSummary(
    IReadOnlyDictionary<OutboxState, long> Counts,
    DateTimeOffset? OldestWaiting,
    IReadOnlyList<VendorCall> Calls,
    IReadOnlyList<OutboxItem> Failed,
    ForwarderTurn Turn)
{
    /// <summary>How many wait, those in doubt included.</summary>
    public long Waiting => Counts.GetValueOrDefault(OutboxState.Queued) + Counts.GetValueOrDefault(OutboxState.Sending);

    /// <summary>How many are in a state.</summary>
    public long CountOf(OutboxState state) => Counts.GetValueOrDefault(state);

    /// <summary>Who sends at a moment; null where nobody does.</summary>
    public string? SenderAt(DateTimeOffset now) => Turn.Until > now ? Turn.Holder : null;
}
