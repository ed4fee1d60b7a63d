namespace ScaleProxy.Capture.Streams;

/// <summary>Where a connection stands.</summary>
internal enum FlowPhase : byte
{
    /// <summary>It may be a scale's; while it has no state no byte of it was seen.</summary>
    Open,

    /// <summary>It is nobody's we look for.</summary>
    Dismissed,

    /// <summary>It ended.</summary>
    Over,
}
