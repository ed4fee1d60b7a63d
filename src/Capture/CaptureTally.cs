namespace ScaleProxy.Capture;

/// <summary>The counters of <see cref="CaptureSummary"/> while a capture is read, and its warnings, of which only so many are kept.</summary>
internal sealed class CaptureTally(int maxWarnings)
{
    private readonly List<string> _warnings = [];
    private long _furtherWarnings;

    public int Connections { get; set; }

    public int ScaleConnections { get; set; }

    public int Exchanges { get; set; }

    public long TcpPackets { get; set; }

    public long OtherPackets { get; set; }

    public long UnknownLinkPackets { get; set; }

    public long EncryptedFrames { get; set; }

    public long MalformedPackets { get; set; }

    public long SnappedPackets { get; set; }

    public long Fragments { get; set; }

    public long IncompleteDatagrams { get; set; }

    public long OutOfOrderSegments { get; set; }

    public long RetransmittedSegments { get; set; }

    public long OverlappingSegments { get; set; }

    public long LostBytes { get; set; }

    public int Orphans { get; set; }

    public long EvictedConnections { get; set; }

    public bool IsExport { get; set; }

    public long Rows { get; set; }

    public long BadLines { get; set; }

    /// <summary>Keeps a warning, or counts it where there are enough.</summary>
    public void Warn(string warning)
    {
        if (_warnings.Count < maxWarnings)
        {
            _warnings.Add(warning);
        }
        else
        {
            _furtherWarnings++;
        }
    }

    /// <summary>The summary of what was counted.</summary>
    public CaptureSummary Summarize(string format, long bytes, long packets, long oversized, string? error) => new()
    {
        Format = format,
        Error = error,
        Warnings = _furtherWarnings == 0 ? _warnings : [.. _warnings, $"{_furtherWarnings} further warnings are not shown"],
        Bytes = bytes,
        Packets = packets,
        Connections = Connections,
        ScaleConnections = ScaleConnections,
        Exchanges = Exchanges,
        TcpPackets = TcpPackets,
        OtherPackets = OtherPackets,
        UnknownLinkPackets = UnknownLinkPackets,
        EncryptedFrames = EncryptedFrames,
        MalformedPackets = MalformedPackets,
        SnappedPackets = SnappedPackets,
        OversizedPackets = oversized,
        Fragments = Fragments,
        IncompleteDatagrams = IncompleteDatagrams,
        OutOfOrderSegments = OutOfOrderSegments,
        RetransmittedSegments = RetransmittedSegments,
        OverlappingSegments = OverlappingSegments,
        LostBytes = LostBytes,
        Orphans = Orphans,
        EvictedConnections = EvictedConnections,
        IsExport = IsExport,
        Rows = Rows,
        BadLines = BadLines,
    };
}
