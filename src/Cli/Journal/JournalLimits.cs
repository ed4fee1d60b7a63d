namespace ScaleProxy.Cli.Journal;

/// <summary>What the journal may hold.</summary>
internal sealed record JournalLimits
{
    /// <summary>
    /// Bytes of all connections together. What the archive has not taken yet is the exchanges under way and those of a moment
    /// before: far less, unless the archive is slow, or somebody sends for the sake of it. Twice what may wait to be read.
    /// </summary>
    public long MaxBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>A connection whose exchanges are all archived begins anew in its file beyond so many bytes.</summary>
    public long RestartBytes { get; init; } = 16 * 1024;

    /// <summary>One whose exchanges are not goes on in another file beyond so many, so that the first can be used again.</summary>
    public long PartBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of requests that wait at most to be written together with what answers them.</summary>
    public int MaxWaitingBytes { get; init; } = 4 * 1024;
}
