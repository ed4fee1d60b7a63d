namespace ScaleProxy.Archive;

/// <summary>A once token that was given to an address.</summary>
/// <param name="Address">The scale's address, without a port.</param>
/// <param name="Once">The token.</param>
/// <param name="At">When.</param>
public sealed record GivenOnce(string Address, string Once, DateTimeOffset At);
