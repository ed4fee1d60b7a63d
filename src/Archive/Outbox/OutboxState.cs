namespace ScaleProxy.Archive.Outbox;

/// <summary>Where something is on its way to the vendor.</summary>
public enum OutboxState
{
    /// <summary>It waits for its time.</summary>
    Queued,

    /// <summary>It was about to be sent, and nothing is known of it since. While nobody sends, it is in doubt whether the vendor has it.</summary>
    Sending,

    /// <summary>The vendor has it.</summary>
    Sent,

    /// <summary>It is set aside until its owner decides; its reason says why.</summary>
    Failed,

    /// <summary>Its owner does not want it sent. It stays here, so that a backfill does not queue it again.</summary>
    Dropped,
}
