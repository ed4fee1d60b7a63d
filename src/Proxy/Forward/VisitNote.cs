namespace ScaleProxy.Proxy.Forward;

/// <summary>How a conversation in a scale's name goes.</summary>
/// <param name="Mac">The scale.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="NextAt">When the next may begin.</param>
/// <param name="Failures">How many have failed in a row by now.</param>
/// <param name="Error">Why this one has; null where it has not.</param>
public sealed record VisitNote(string Mac, DateTimeOffset BegunAt, DateTimeOffset NextAt, int Failures, string? Error);
