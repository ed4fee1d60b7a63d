using System.Buffers.Binary;

namespace ScaleProxy.SampleCaptures;

/// <summary>Writes the classic capture format in each of its variants.</summary>
public sealed record PcapWriter
{
    public bool BigEndian { get; init; }

    public bool Nanoseconds { get; init; }

    /// <summary>The variant with longer packet headers, magic a1b2cd34.</summary>
    public bool Kuznetsov { get; init; }

    public int LinkType { get; init; } = 1;

    public int SnapLength { get; init; } = 262144;

    /// <summary>The file of these packets.</summary>
    public byte[] Write(IEnumerable<Packet> packets)
    {
        var file = new List<byte>();
        U32(file, Nanoseconds ? 0xA1B23C4D : Kuznetsov ? 0xA1B2CD34 : 0xA1B2C3D4);
        U16(file, 2);
        U16(file, 4);
        U32(file, 0);
        U32(file, 0);
        U32(file, (uint)SnapLength);
        U32(file, (uint)LinkType);
        foreach (Packet packet in packets)
        {
            int captured = Math.Min(packet.Frame.Length, SnapLength);
            U32(file, (uint)(packet.Microseconds / 1_000_000));
            U32(file, (uint)(packet.Microseconds % 1_000_000) * (Nanoseconds ? 1000u : 1u));
            U32(file, (uint)captured);
            U32(file, (uint)packet.Frame.Length);
            if (Kuznetsov)
            {
                file.AddRange(new byte[8]);
            }

            file.AddRange(packet.Frame.AsSpan(0, captured));
        }

        return [.. file];
    }

    private void U16(List<byte> file, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (BigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }

        file.AddRange(bytes);
    }

    private void U32(List<byte> file, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (BigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        file.AddRange(bytes);
    }
}
