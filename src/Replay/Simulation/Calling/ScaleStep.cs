namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>One request of a simulated scale that was answered as a scale takes it.</summary>
/// <param name="Kind">The kind of request; see <see cref="Model.Scale.RequestKind"/>.</param>
/// <param name="HttpStatus">The HTTP status.</param>
/// <param name="Status">The JSON status.</param>
/// <param name="Understood">What the scale makes of it, in a person's words; no token is among them.</param>
public sealed record ScaleStep(string Kind, int HttpStatus, int Status, string Understood);
