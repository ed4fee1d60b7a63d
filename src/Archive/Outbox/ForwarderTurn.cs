namespace ScaleProxy.Archive.Outbox;

/// <summary>Who hands measurements on to the vendor: of several processes one at a time.</summary>
/// <param name="Holder">What the process calls itself; the last one, where nobody does now. Empty where nobody ever did.</param>
/// <param name="Until">Until when it has the turn, unless it says so again.</param>
/// <param name="AskedAt">When somebody wanted all that waits to be sent at once; null where nobody does.</param>
public sealed record ForwarderTurn(string Holder, DateTimeOffset Until, DateTimeOffset? AskedAt);
