using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Replies;

/// <summary>What the fields of a reply that must be fresh are filled with.</summary>
/// <param name="Now">The time of the reply.</param>
/// <param name="Date">That time as a <c>Date</c> header has it.</param>
/// <param name="Zone">The owner's time zone at that time.</param>
/// <param name="Once">A token to give; null keeps the learned one.</param>
/// <param name="SessionId">The session that was opened; null keeps the learned one.</param>
/// <param name="LastWeights">The newest archived weights; a person that is not among them keeps the learned one.</param>
public readonly record struct FreshFields(
    DateTimeOffset Now,
    ReadOnlyMemory<byte> Date,
    TimeZoneFields Zone,
    string? Once,
    string? SessionId,
    IReadOnlyList<LastWeight> LastWeights);
