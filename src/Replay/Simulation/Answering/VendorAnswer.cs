namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>A simulated vendor's answer.</summary>
/// <param name="Reply">What it replies.</param>
/// <param name="Mac">The scale that asked; null where it is not known which.</param>
/// <param name="Said">What the request was about, in a person's words.</param>
internal readonly record struct VendorAnswer(VendorReply Reply, string? Mac, string Said);
