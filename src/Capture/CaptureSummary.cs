namespace ScaleProxy.Capture;

/// <summary>What was found in a capture, and what was not understood.</summary>
public sealed record CaptureSummary
{
    /// <summary>
    /// <c>pcap</c>, <c>pcapng</c>, <c>text</c> or <c>har</c>; <c>withings csv</c>, <c>openscale csv</c> or <c>jsonl</c>; with <c>.gz</c> or
    /// <c>.zip</c> where it was packed; <c>unknown</c> where it is none of them.
    /// </summary>
    public required string Format { get; init; }

    /// <summary>Why reading ended early, in one line that names file, offset and reason; null where it did not.</summary>
    public required string? Error { get; init; }

    /// <summary>What a reader of the results should know, one line each; the number is bounded by <see cref="CaptureOptions.MaxWarnings"/>.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Bytes of the file that were read, packed as they are there.</summary>
    public required long Bytes { get; init; }

    /// <summary>Packets; 0 for text and HAR.</summary>
    public long Packets { get; init; }

    /// <summary>TCP connections of any kind; for text and HAR those that were taken.</summary>
    public int Connections { get; init; }

    /// <summary>Connections that were taken: a scale's, or what the options widen that to.</summary>
    public int ScaleConnections { get; init; }

    /// <summary>Exchanges handed to the observer.</summary>
    public int Exchanges { get; init; }

    /// <summary>Packets that carried TCP.</summary>
    public long TcpPackets { get; init; }

    /// <summary>Packets that carried something else.</summary>
    public long OtherPackets { get; init; }

    /// <summary>Packets of link types that are not understood.</summary>
    public long UnknownLinkPackets { get; init; }

    /// <summary>Wi-Fi frames that are encrypted.</summary>
    public long EncryptedFrames { get; init; }

    /// <summary>Packets whose headers are broken.</summary>
    public long MalformedPackets { get; init; }

    /// <summary>TCP packets that the capture's snap length cut.</summary>
    public long SnappedPackets { get; init; }

    /// <summary>Packets that were too large to be held.</summary>
    public long OversizedPackets { get; init; }

    /// <summary>IP fragments seen.</summary>
    public long Fragments { get; init; }

    /// <summary>Datagrams whose fragments never were complete.</summary>
    public long IncompleteDatagrams { get; init; }

    /// <summary>Segments of scales' connections that came before an earlier one.</summary>
    public long OutOfOrderSegments { get; init; }

    /// <summary>Segments of scales' connections that brought nothing new (repeated, or keep-alive probes).</summary>
    public long RetransmittedSegments { get; init; }

    /// <summary>Segments of scales' connections that were partly new.</summary>
    public long OverlappingSegments { get; init; }

    /// <summary>Bytes of scales' connections that are missing from the capture.</summary>
    public long LostBytes { get; init; }

    /// <summary>Replies whose request was not in the capture.</summary>
    public int Orphans { get; init; }

    /// <summary>Connections let go while still open, to hold no more than <see cref="CaptureOptions.MaxConnections"/>.</summary>
    public long EvictedConnections { get; init; }

    /// <summary>It is an export, with measurements in it, and no capture.</summary>
    public bool IsExport { get; init; }

    /// <summary>Measurements that an export told of; they were handed to the observer.</summary>
    public long Rows { get; init; }

    /// <summary>Lines of an export that are no measurement; the warnings name the first of them.</summary>
    public long BadLines { get; init; }
}
