namespace ScaleProxy.Cli.Journal;

/// <summary>What the journal may hold.</summary>
internal sealed record JournalLimits
{
    /// <summary>
    /// Bytes of all connections together. What the archive has not taken yet is the exchanges under way and those of a moment
    /// before: far less, unless the archive is slow, or somebody sends for the sake of it.
    /// </summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A connection whose exchanges are all archived begins anew in its file beyond so many bytes.</summary>
    public long RestartBytes { get; init; } = 16 * 1024;
}
