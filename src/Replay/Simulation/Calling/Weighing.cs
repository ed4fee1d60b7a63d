using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>Somebody stood on the scale.</summary>
/// <param name="TakenAt">When, unix seconds by the scale's clock.</param>
/// <param name="Weight">What the scale measured.</param>
/// <param name="Recognized">Who that may be, as the scale finds out from their last weights.</param>
/// <param name="Waited">It has waited on the scale.</param>
internal sealed record Weighing(long TakenAt, MeasuredValue Weight, IReadOnlyList<SessionPerson> Recognized, bool Waited);
