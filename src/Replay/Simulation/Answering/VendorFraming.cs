namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>How a simulated vendor tells where a reply ends.</summary>
internal enum VendorFraming
{
    /// <summary>By a Content-Length, as the vendor does in its reply to <c>once</c>.</summary>
    Length,

    /// <summary>By chunks, as it does in all others.</summary>
    Chunks,

    /// <summary>By nothing but closing.</summary>
    Close,
}
