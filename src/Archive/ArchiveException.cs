namespace ScaleProxy.Archive;

/// <summary>
/// The archive could not do what was asked. The message is one line for people: what, in which file, and how to mend
/// it. It never holds measured values or secrets.
/// </summary>
/// <param name="message">The line.</param>
/// <param name="inner">What it was noticed by.</param>
public sealed class ArchiveException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The very same is likely to succeed when it is tried again at once.</summary>
    internal bool IsPassing { get; init; }

    /// <summary>The connection, or the file, went during a commit: what was to be committed may be on the disk or not.</summary>
    internal bool IsInDoubt { get; init; }

    /// <summary>Another connection, of whichever process, has the archive's file at this moment.</summary>
    internal bool IsLocked { get; init; }

    /// <summary>What is on the disk is not what was written there.</summary>
    internal bool IsDamage { get; init; }
}
