namespace ScaleProxy.Cli.Doctor;

/// <summary>The firewall's rules.</summary>
/// <param name="Text">What the programs that were there printed; null where nothing can be told.</param>
/// <param name="WhyNot">Why not.</param>
internal sealed record RuleListing(string? Text, string? WhyNot);
