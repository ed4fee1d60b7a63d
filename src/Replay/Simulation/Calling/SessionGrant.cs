using ScaleProxy.Model.People;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>What a scale takes from the reply to <c>session new</c>.</summary>
/// <param name="Id">The session's id, a token.</param>
/// <param name="People">Those it knows from now on.</param>
/// <param name="Clock">What it sets its clock to, unix seconds; null where it is not told.</param>
/// <param name="Offset">Seconds east of UTC.</param>
/// <param name="Firmware">The address of a firmware that it is to install; null where none is offered.</param>
internal sealed record SessionGrant(string Id, IReadOnlyList<SessionPerson> People, long? Clock, long Offset, string? Firmware)
{
    /// <summary>Without the id, which is a token.</summary>
    public override string ToString() => $"a session with {People.Count} people";
}
