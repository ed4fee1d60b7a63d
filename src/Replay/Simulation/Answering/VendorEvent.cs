namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>A request that a simulated vendor got, and what became of it.</summary>
/// <param name="At">When.</param>
/// <param name="From">The address it came from.</param>
/// <param name="Mac">The scale, lower case with colons; null where it is not known which.</param>
/// <param name="Kind">The kind of request; printable ASCII, whatever was sent.</param>
/// <param name="Status">The JSON status of the answer; null where there was none.</param>
/// <param name="Said">What it was about, in a person's words; no secret, hash or token is among them.</param>
/// <param name="Stored">Measurements stored since the vendor was started.</param>
/// <param name="Fault">What went wrong with the answer, on demand.</param>
public sealed record VendorEvent(DateTimeOffset At, string From, string? Mac, string Kind, int? Status, string Said, int Stored, VendorFault Fault);
