namespace ScaleProxy.Model.Learning;

/// <summary>One field of a reply's body that is renewed, and where it stands.</summary>
/// <param name="Rule">How it is renewed.</param>
/// <param name="Place">Where it stands in the body's text.</param>
/// <param name="UserId">For the rules about a person: who; else null.</param>
public readonly record struct Renewal(RenewalRule Rule, JsonPlace Place, long? UserId);
