namespace ScaleProxy.Archive.Export;

/// <summary>The 16-bit checksum of FIT files: CRC-16 with the polynomial 0xA001, bits reversed, beginning with 0.</summary>
internal static class FitChecksum
{
    private const ushort Polynomial = 0xA001;

    /// <summary>The checksum of what came before, and of some more bytes.</summary>
    /// <param name="before">Of what came before; 0 for nothing.</param>
    /// <param name="bytes">The bytes.</param>
    public static ushort Of(ushort before, ReadOnlySpan<byte> bytes)
    {
        ushort sum = before;
        foreach (byte b in bytes)
        {
            sum ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (ushort)((sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1);
            }
        }

        return sum;
    }
}
