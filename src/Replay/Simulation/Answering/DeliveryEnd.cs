namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>What becomes of a connection after a delivery.</summary>
internal enum DeliveryEnd
{
    /// <summary>It stays open for the next request.</summary>
    KeepOpen,

    /// <summary>It is closed.</summary>
    Close,

    /// <summary>It is reset: its end is no orderly one.</summary>
    Reset,

    /// <summary>It stays open, and nothing is ever said on it again.</summary>
    Hang,
}
