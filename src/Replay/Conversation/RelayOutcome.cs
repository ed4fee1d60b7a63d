namespace ScaleProxy.Replay.Conversation;

/// <summary>What became of a request that is the vendor's to answer.</summary>
internal enum RelayOutcome
{
    /// <summary>The vendor gave no reply that a scale can take: the request is answered here, like the rest of its conversation.</summary>
    TakenOver,

    /// <summary>The vendor's reply is ready for the scale, and its connection stays open.</summary>
    Open,

    /// <summary>The same, and the connection closes after it.</summary>
    Closed,

    /// <summary>What the scale sent could not be stored, so the vendor's reply must not reach it.</summary>
    NotKept,
}
