namespace ScaleProxy.Proxy.Forward;

/// <summary>What became of a parcel.</summary>
public enum ParcelState
{
    /// <summary>The vendor did not take it this time.</summary>
    Waiting,

    /// <summary>It may have reached the vendor.</summary>
    InDoubt,

    /// <summary>The vendor has it.</summary>
    Sent,

    /// <summary>The vendor will never take it, or nobody can tell whether it has.</summary>
    Failed,
}
