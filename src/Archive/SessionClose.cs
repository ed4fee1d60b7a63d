namespace ScaleProxy.Archive;

/// <summary>The end of a session. Of one that is not known nothing is kept.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="At">When the scale ended it.</param>
public readonly record struct SessionClose(string Id, DateTimeOffset At);
