namespace ScaleProxy.Archive;

/// <summary>What became of a measurement's way to the vendor.</summary>
public enum ForwardState
{
    /// <summary>It is not to be forwarded.</summary>
    Off,

    /// <summary>It waits.</summary>
    Queued,

    /// <summary>The vendor has it.</summary>
    Sent,

    /// <summary>The vendor refused it.</summary>
    Failed,
}
