namespace ScaleProxy.Archive;

/// <summary>Which recordings to read, newest first.</summary>
/// <param name="Mac">Only this scale's, lower case with colons; null for every scale's.</param>
/// <param name="Before">Only those with a lower number: the last one of the page before.</param>
/// <param name="LiveOnly">Only those of conversations that went through here, none out of a capture.</param>
public sealed record RecordingQuery(string? Mac = null, long Before = long.MaxValue, bool LiveOnly = false);
