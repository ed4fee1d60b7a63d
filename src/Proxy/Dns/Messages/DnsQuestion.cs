using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>The question of a message that has one (RFC 1035 4.1.2).</summary>
/// <param name="bytes">The question as it stands in the message.</param>
internal readonly ref struct DnsQuestion(ReadOnlySpan<byte> bytes)
{
    /// <summary>The internet, the class of all that is asked today.</summary>
    public const ushort Internet = 1;

    private const int TailLength = 4;

    /// <summary>The question as it stands in the message.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>The name, see <see cref="DnsName"/>.</summary>
    public ReadOnlySpan<byte> Name => Bytes[..^TailLength];

    /// <summary>What is asked for.</summary>
    public DnsType Type => (DnsType)BinaryPrimitives.ReadUInt16BigEndian(Bytes[^TailLength..]);

    /// <summary>The class; see <see cref="Internet"/>.</summary>
    public ushort Class => BinaryPrimitives.ReadUInt16BigEndian(Bytes[^2..]);

    /// <summary>Where the message goes on.</summary>
    public int End => DnsHeader.Length + Bytes.Length;

    /// <summary>Whether it asks the same; the case of letters does not matter.</summary>
    public bool IsSame(in DnsQuestion other) => Type == other.Type && Class == other.Class && DnsName.Same(Name, other.Name);

    /// <summary>The name as people write it; empty where it is no host's.</summary>
    public string HostText()
    {
        Span<byte> host = stackalloc byte[DnsName.MaxLength];
        return DnsName.TryToHost(Name, host, out int length) ? Encoding.ASCII.GetString(host[..length]) : string.Empty;
    }

    /// <summary>Reads the first question. Its name cannot be compressed: before it there is nothing to point to.</summary>
    /// <returns>False where there is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        if (!DnsName.TryRead(message, DnsHeader.Length, name, out _, out int next) || next + TailLength > message.Length)
        {
            return false;
        }

        question = new DnsQuestion(message[DnsHeader.Length..(next + TailLength)]);
        return true;
    }

    /// <summary>Writes a question for a name.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> to, ReadOnlySpan<byte> name, DnsType type)
    {
        name.CopyTo(to);
        BinaryPrimitives.WriteUInt16BigEndian(to[name.Length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(to[(name.Length + 2)..], Internet);
        return name.Length + TailLength;
    }
}
