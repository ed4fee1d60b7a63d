namespace ScaleProxy.Capture.Files;

/// <summary>One packet as a capture file holds it. The bytes are good until the next one is read.</summary>
internal readonly ref struct CapturedPacket(ReadOnlySpan<byte> data, LinkType linkType, long ticks, long number)
{
    /// <summary>The bytes that were kept of it, from the link layer's header on.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    public LinkType LinkType { get; } = linkType;

    /// <summary>When it was captured: 100 ns since 1970 (UTC).</summary>
    public long Ticks { get; } = ticks;

    /// <summary>Its place in the file, from 1, as Wireshark counts.</summary>
    public long Number { get; } = number;
}
