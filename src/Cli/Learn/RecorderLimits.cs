namespace ScaleProxy.Cli.Learn;

/// <summary>What may be on its way to the archive at the same time.</summary>
internal sealed record RecorderLimits
{
    /// <summary>Exchanges that wait, or are being written; what comes beyond that is not recorded.</summary>
    public int MaxExchanges { get; init; } = 32 * 1024;

    /// <summary>Bytes of those exchanges. One is let in whatever its size.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Exchanges beyond which nothing more is read of what is kept elsewhere, until some are done with.</summary>
    public int BusyExchanges { get; init; } = 1024;

    /// <summary>Bytes of them, likewise.</summary>
    public long BusyBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Entries that are being written; the next one is made when the oldest is on the disk.</summary>
    public int MaxUnderWay { get; init; } = 1024;
}
