using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Verify;

/// <summary>How today's reply to a request stands to the learned one.</summary>
/// <param name="Kind">The kind of request.</param>
/// <param name="Differences">Where it differs; null where it could not be asked.</param>
/// <param name="Problem">Why it could not be asked; null where it was.</param>
/// <param name="Unexplained">The differences that are none of our rules, nor of the vendor's machines.</param>
internal sealed record VerifiedReply(string Kind, IReadOnlyList<FieldDifference>? Differences, string? Problem, IReadOnlyList<FieldDifference> Unexplained);
