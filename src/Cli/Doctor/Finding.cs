namespace ScaleProxy.Cli.Doctor;

/// <summary>One thing that a check found.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Mend">What to do; null where there is nothing to do.</param>
internal sealed record Finding(FindingLevel Level, string Text, string? Mend = null)
{
    public static Finding Ok(string text) => new(FindingLevel.Ok, text);

    public static Finding Warn(string text, string mend) => new(FindingLevel.Warn, text, mend);

    public static Finding Bad(string text, string mend) => new(FindingLevel.Bad, text, mend);
}
