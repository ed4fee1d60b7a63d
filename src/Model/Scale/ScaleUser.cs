namespace ScaleProxy.Model.Scale;

/// <summary>A person as the vendor's session reply names one to the scale.</summary>
/// <param name="Id">The vendor's number for the person.</param>
/// <param name="ShortName">Up to three characters, shown on the scale's display.</param>
public readonly record struct ScaleUser(long Id, string ShortName);
