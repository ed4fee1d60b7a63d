namespace ScaleProxy.SampleCaptures;

/// <summary>One TCP segment to be put into a capture.</summary>
/// <param name="FromClient">Which side sends it.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Acknowledged">What it acknowledges; nothing unless <see cref="Segment.Ack"/> is among the flags.</param>
/// <param name="Flags">Control bits.</param>
/// <param name="Payload">Its part of the stream.</param>
/// <param name="Microseconds">Capture time since 1970.</param>
public sealed record Segment(bool FromClient, uint Sequence, uint Acknowledged, byte Flags, byte[] Payload, long Microseconds)
{
    public const byte Fin = 1;
    public const byte Syn = 2;
    public const byte Rst = 4;
    public const byte Psh = 8;
    public const byte Ack = 16;
}
