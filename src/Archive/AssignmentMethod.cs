namespace ScaleProxy.Archive;

/// <summary>Who decided whose a measurement is, where it was not the scale.</summary>
public enum AssignmentMethod
{
    /// <summary>The scale's own rule, applied once more here; see <see cref="Model.People.Verdict"/>.</summary>
    Rule,

    /// <summary>The owner.</summary>
    Owner,
}
