namespace ScaleProxy.Model.Learning;

/// <summary>Where one reply says something else than another one that was learned.</summary>
/// <param name="Part">Where the field stands.</param>
/// <param name="Name">A header's name, the value's path in the body, or in words what differs.</param>
/// <param name="Learned">What the learned reply says; null where it has no such field.</param>
/// <param name="Now">What the other one says; null where it has no such field.</param>
/// <param name="Rule">The rule by which it may differ; null where there is none.</param>
public sealed record FieldDifference(ReplyPart Part, string Name, string? Learned, string? Now, RenewalRule? Rule)
{
    /// <summary>Names the field; what it says may be a token or a person's.</summary>
    public override string ToString() => Name;
}
