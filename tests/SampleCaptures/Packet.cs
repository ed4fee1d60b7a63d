namespace ScaleProxy.SampleCaptures;

/// <summary>One packet to be written into a capture file.</summary>
/// <param name="Frame">What was on the wire.</param>
/// <param name="Microseconds">When, since 1970.</param>
public sealed record Packet(byte[] Frame, long Microseconds)
{
    /// <summary>Packets of segments in a link layer.</summary>
    public static IEnumerable<Packet> Of(IEnumerable<Segment> segments, Datagrams datagrams, Func<byte[], byte[]> frame) =>
        segments.SelectMany(segment => datagrams.Of(segment).Select(datagram => new Packet(frame(datagram), segment.Microseconds)));
}
