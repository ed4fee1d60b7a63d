namespace ScaleProxy.Archive.Outbox;

/// <summary>The last conversation with the vendor in a scale's name.</summary>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="NextAt">When the next one may begin.</param>
/// <param name="Failures">How many in a row have failed; 0 where this one went well.</param>
/// <param name="Error">Why it failed; null where it went well.</param>
public sealed record VendorCall(string Mac, DateTimeOffset BegunAt, DateTimeOffset NextAt, int Failures, string? Error);
