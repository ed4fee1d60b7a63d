namespace ScaleProxy.Archive;

/// <summary>How it came that a measurement belongs to whom it does, or to nobody, where the scale did not simply say so.</summary>
/// <param name="Method">Who decided.</param>
/// <param name="Reason">Why, in words: <c>ANN +0.6 kg, BOB −1.1 kg: ambiguous</c>.</param>
/// <param name="SaidUserId">The only user whom the scale named; null where it named none, or several.</param>
public sealed record Assignment(AssignmentMethod Method, string Reason, long? SaidUserId);
