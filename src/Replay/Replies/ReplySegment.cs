using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;

namespace ScaleProxy.Replay.Replies;

/// <summary>A stretch of a reply: learned bytes, and where there is a rule, what the rule puts in their place.</summary>
/// <param name="Learned">The bytes as they were learned.</param>
/// <param name="Rule">How they are renewed; null where they are sent as they are.</param>
/// <param name="UserId">The person that the rule is about.</param>
/// <param name="LearnedAt">For a person's weight: the unix time of the learned one. An older weight does not replace it.</param>
/// <param name="Person">That person, where their owner has entered or changed them.</param>
internal readonly record struct ReplySegment(ReadOnlyMemory<byte> Learned, RenewalRule? Rule, long? UserId = null, long LearnedAt = 0, Person? Person = null);
