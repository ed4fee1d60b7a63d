using System.Net;

namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>Finds the addresses in a name server's reply.</summary>
internal static class DnsAddresses
{
    private const int MaxLinks = 8;

    /// <summary>
    /// Collects the addresses of a name among the answers, and where it has none, of the name that it is another name of
    /// (<c>CNAME</c>, RFC 1034 3.6.2), and so on. The order of the records does not matter.
    /// </summary>
    /// <param name="reply">The whole message.</param>
    /// <param name="question">What was asked: for <see cref="DnsType.A"/> or <see cref="DnsType.Aaaa"/>.</param>
    /// <param name="addresses">Takes them.</param>
    /// <returns>False where the reply is damaged.</returns>
    public static bool TryCollect(ReadOnlySpan<byte> reply, in DnsQuestion question, List<IPAddress> addresses)
    {
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        Span<byte> alias = stackalloc byte[DnsName.MaxLength];
        question.Name.CopyTo(name);
        int length = question.Name.Length;
        for (int links = 0; links <= MaxLinks; links++)
        {
            if (!TryPass(reply, question, name[..length], addresses, alias, out int aliasLength))
            {
                return false;
            }

            if (addresses.Count > 0 || aliasLength == 0)
            {
                return true;
            }

            alias[..aliasLength].CopyTo(name);
            length = aliasLength;
        }

        return false;
    }

    private static bool TryPass(ReadOnlySpan<byte> reply, in DnsQuestion question, ReadOnlySpan<byte> name, List<IPAddress> addresses, Span<byte> alias, out int aliasLength)
    {
        aliasLength = 0;
        if (!DnsHeader.TryRead(reply, out DnsHeader header))
        {
            return false;
        }

        Span<byte> owner = stackalloc byte[DnsName.MaxLength];
        int size = question.Type == DnsType.A ? 4 : 16;
        int offset = question.End;
        for (int i = 0; i < header.Answers; i++)
        {
            if (!DnsRecord.TryRead(reply, ref offset, out DnsRecord record)
                || !DnsName.TryRead(reply, record.NameAt, owner, out int ownerLength, out _))
            {
                return false;
            }

            if (record.Class != DnsQuestion.Internet || !DnsName.Same(owner[..ownerLength], name))
            {
                continue;
            }

            if (record.Type == question.Type && record.DataLength == size)
            {
                addresses.Add(new IPAddress(reply.Slice(record.DataAt, size)));
            }
            else if (record.Type == DnsType.Cname && !DnsName.TryRead(reply, record.DataAt, alias, out aliasLength, out _))
            {
                return false;
            }
        }

        return true;
    }
}
