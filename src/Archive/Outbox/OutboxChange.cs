namespace ScaleProxy.Archive.Outbox;

/// <summary>A change of the outbox, to be stored with an <see cref="ArchiveEntry"/> or by <see cref="ArchiveOutbox.ChangeAsync"/>.</summary>
public abstract record OutboxChange
{
    private OutboxChange()
    {
    }

    /// <summary>Takes the turn to send, or keeps it. It changes nothing where another one has it.</summary>
    /// <param name="Holder">Who.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Until">For how long.</param>
    public sealed record TakeTurn(string Holder, DateTimeOffset Now, DateTimeOffset Until) : OutboxChange;

    /// <summary>Gives the turn back. It changes nothing where another one has it.</summary>
    /// <param name="Holder">Who.</param>
    public sealed record EndTurn(string Holder) : OutboxChange;

    /// <summary>Says that something is about to be sent. It changes nothing where it does not wait any more, or another one has the turn.</summary>
    /// <param name="Id">What.</param>
    /// <param name="Holder">Who sends it.</param>
    /// <param name="Now">The time.</param>
    public sealed record Begin(long Id, string Holder, DateTimeOffset Now) : OutboxChange;

    /// <summary>Says what became of something that was about to be sent. It changes nothing where its owner has dropped it.</summary>
    /// <param name="Id">What.</param>
    /// <param name="State">Where it is now.</param>
    /// <param name="Now">The time.</param>
    /// <param name="NextAt">Not before this moment again; the unix epoch where that does not matter.</param>
    /// <param name="Reason">Why it has failed, or waits longer.</param>
    public sealed record Settle(long Id, OutboxState State, DateTimeOffset Now, DateTimeOffset NextAt, string? Reason) : OutboxChange;

    /// <summary>Says how a conversation with the vendor went.</summary>
    /// <param name="Call">The conversation.</param>
    public sealed record Called(VendorCall Call) : OutboxChange;

    /// <summary>Asks whoever sends to send all that waits at once, whatever its time.</summary>
    /// <param name="Now">The time.</param>
    public sealed record Ask(DateTimeOffset Now) : OutboxChange;

    /// <summary>Says that what was asked for is being done.</summary>
    public sealed record Answer : OutboxChange;

    /// <summary>Queues something again that has failed or was dropped. It changes nothing where it has not.</summary>
    /// <param name="Id">What.</param>
    /// <param name="Now">The time.</param>
    public sealed record Retry(long Id, DateTimeOffset Now) : OutboxChange;

    /// <summary>Takes something out that waits or has failed. It changes nothing where it does neither.</summary>
    /// <param name="Id">What.</param>
    /// <param name="Now">The time.</param>
    public sealed record Drop(long Id, DateTimeOffset Now) : OutboxChange;

    /// <summary>
    /// Queues the measurements that <c>serve</c> took and that were never queued. What came by way of the vendor
    /// (<c>learn</c>, <c>import</c>) the vendor has.
    /// </summary>
    /// <param name="Since">Not taken before this moment.</param>
    /// <param name="Now">The time.</param>
    public sealed record Backfill(DateTimeOffset Since, DateTimeOffset Now) : OutboxChange;
}
