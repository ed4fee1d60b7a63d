using System.Runtime.InteropServices;

namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>The OPT record of a message (RFC 6891).</summary>
/// <param name="IsPresent">Whether there is one. Only who sends one understands one.</param>
/// <param name="Version">Its version; 0 is the only one there is.</param>
/// <param name="WantsSignatures">The <c>DO</c> bit, which goes back as it came (RFC 3225 3).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Edns(bool IsPresent, byte Version, bool WantsSignatures)
{
    /// <summary>Its length where it holds no options, bytes.</summary>
    public const int Length = 11;

    // The size that no path is known to break up, and that name servers agreed on in 2020.
    private const ushort DatagramSize = 1232;

    private const uint WantsSignaturesBit = 0x8000;

    /// <summary>Looks for it in all that comes after the question.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="header">Its header.</param>
    /// <param name="offset">Where the question ends.</param>
    /// <param name="edns">What was found.</param>
    /// <returns>False where the message is damaged, or has two.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, in DnsHeader header, int offset, out Edns edns)
    {
        edns = default;
        for (int i = 0; i < header.Records; i++)
        {
            if (!DnsRecord.TryRead(message, ref offset, out DnsRecord record))
            {
                return false;
            }

            if (record.Type != DnsType.Opt)
            {
                continue;
            }

            // Its name is the root.
            if (edns.IsPresent || message[record.NameAt] != 0 || i < header.Answers + header.Authorities)
            {
                return false;
            }

            edns = new Edns(IsPresent: true, (byte)(record.Ttl >> 16), (record.Ttl & WantsSignaturesBit) != 0);
        }

        return true;
    }

    /// <summary>Writes ours, in reply to this.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="code">The reply's code, whose upper bits stand here.</param>
    /// <returns>Its length.</returns>
    public int WriteReply(Span<byte> to, DnsCode code) =>
        DnsRecord.Write(to, [0], DnsType.Opt, DatagramSize, ((uint)code >> 4 << 24) | (WantsSignatures ? WantsSignaturesBit : 0), dataLength: 0);
}
