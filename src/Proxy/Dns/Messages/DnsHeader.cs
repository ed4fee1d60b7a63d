using System.Buffers.Binary;

namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>The twelve bytes that a message begins with (RFC 1035 4.1.1).</summary>
/// <param name="Id">Chosen by who asks.</param>
/// <param name="Word">Flags, opcode and code.</param>
/// <param name="Questions">How many questions are said to follow.</param>
/// <param name="Answers">How many answer records are said to follow.</param>
/// <param name="Authorities">How many authority records are said to follow.</param>
/// <param name="Additionals">How many additional records are said to follow.</param>
internal readonly record struct DnsHeader(ushort Id, ushort Word, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    /// <summary>Its length, bytes.</summary>
    public const int Length = 12;

    private const int OpcodeMask = 0x7800;
    private const int CodeMask = 0x000f;

    /// <summary>A standard question has 0.</summary>
    public int Opcode => (Word & OpcodeMask) >> 11;

    /// <summary>What a reply says of the question, as far as the header tells.</summary>
    public DnsCode Code => (DnsCode)(Word & CodeMask);

    /// <summary>The records after the questions.</summary>
    public int Records => Answers + Authorities + Additionals;

    /// <summary>Whether a flag is set.</summary>
    public bool Has(DnsFlags flag) => (Word & (int)flag) != 0;

    /// <summary>The second word of a reply to this: opcode, <c>RD</c> and <c>CD</c> go back as they came.</summary>
    public ushort ReplyWord(DnsFlags flags, DnsCode code) =>
        (ushort)((Word & (OpcodeMask | (int)(DnsFlags.RecursionDesired | DnsFlags.CheckingDisabled))) | (int)(flags | DnsFlags.Reply) | ((int)code & CodeMask));

    /// <summary>Reads the beginning of a message.</summary>
    /// <returns>False where it is shorter than a header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        if (message.Length < Length)
        {
            header = default;
            return false;
        }

        header = new DnsHeader(Number(message, 0), Number(message, 2), Number(message, 4), Number(message, 6), Number(message, 8), Number(message, 10));
        return true;
    }

    /// <summary>Writes it at the beginning of a message.</summary>
    public void Write(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, Id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Word);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], Questions);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], Answers);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], Additionals);
    }

    private static ushort Number(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
