using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Dns.Messages;

namespace ScaleProxy.Proxy.Dns;

/// <summary>
/// Decides what becomes of a question, from its bytes alone.
/// <code>
///   message ──► 1 a question?      no  ──► drop it; a damaged one hears FORMERR
///               2 for a vendor's?  no  ──► pass it on, as it is
///               3 for an address   yes ──► the one we were given
///                 of our family?   no  ──► NOERROR, and no record: the name exists, that is all there is of it
/// </code>
/// </summary>
internal sealed class DnsResponder
{
    /// <summary>The longest reply it writes: a question of 255 bytes of name, an address, an OPT record.</summary>
    public const int MaxReply = 512;

    private const int StandardQuestion = 0;

    // The question's name, which is the first thing after the header.
    private static ReadOnlySpan<byte> PointerToQuestion => [0xc0, DnsHeader.Length];

    private readonly VendorHosts _hosts;
    private readonly bool _passesOn;
    private readonly uint _timeToLive;
    private readonly DnsType _answers;
    private readonly byte[] _address;

    public DnsResponder(DnsServerOptions options)
    {
        _hosts = options.Hosts;
        _passesOn = options.Resolver is not null;
        _timeToLive = (uint)options.TimeToLive.TotalSeconds;
        IPAddress answer = options.Answer.IsIPv4MappedToIPv6 ? options.Answer.MapToIPv4() : options.Answer;
        _answers = answer.AddressFamily == AddressFamily.InterNetworkV6 ? DnsType.Aaaa : DnsType.A;
        _address = answer.GetAddressBytes();
    }

    /// <summary>Decides, and writes the reply where it is ours to give.</summary>
    /// <param name="message">What came in.</param>
    /// <param name="mayPassOn">Whether questions of this client are passed on.</param>
    /// <param name="reply">Where to write the reply, <see cref="MaxReply"/> bytes.</param>
    /// <param name="length">Its length.</param>
    public DnsVerdict Decide(ReadOnlySpan<byte> message, bool mayPassOn, Span<byte> reply, out int length)
    {
        // 1 a question?
        length = 0;
        if (!DnsHeader.TryRead(message, out DnsHeader header) || header.Has(DnsFlags.Reply))
        {
            // Never a reply to a reply: two servers could keep each other busy for ever.
            return DnsVerdict.Drop;
        }

        if (header.Opcode != StandardQuestion)
        {
            return Refuse(reply, out length, header, default, default, DnsCode.NotImplemented);
        }

        // More than one has never meant anything (RFC 9619).
        if (header.Questions != 1 || !DnsQuestion.TryRead(message, out DnsQuestion question))
        {
            return Refuse(reply, out length, header, default, default, DnsCode.FormatError);
        }

        // 2 for a vendor's?
        bool isVendors = IsVendors(question);
        if (!isVendors && _passesOn && mayPassOn && question.Type is not (DnsType.Axfr or DnsType.Ixfr))
        {
            return DnsVerdict.PassOn;
        }

        if (!Edns.TryRead(message, header, question.End, out Edns edns))
        {
            return Refuse(reply, out length, header, question, default, DnsCode.FormatError);
        }

        if (edns.Version != 0)
        {
            return Refuse(reply, out length, header, question, edns, DnsCode.BadVersion);
        }

        if (!isVendors)
        {
            // Also for a transfer of a zone, which would be many messages.
            return Refuse(reply, out length, header, question, edns, DnsCode.Refused);
        }

        // 3 for an address of our family?
        Reply(reply, out length, header, question, edns, DnsFlags.Authoritative, DnsCode.Ok, withAddress: question.Type == _answers || question.Type == DnsType.Any);
        return DnsVerdict.Answer;
    }

    /// <summary>Writes the reply to a question that was to be passed on, and could not be.</summary>
    /// <returns>The reply's length.</returns>
    public int WriteFailure(ReadOnlySpan<byte> message, Span<byte> reply)
    {
        if (!DnsHeader.TryRead(message, out DnsHeader header) || !DnsQuestion.TryRead(message, out DnsQuestion question))
        {
            return 0;
        }

        Edns edns = Edns.TryRead(message, header, question.End, out Edns found) && found.Version == 0 ? found : default;
        Refuse(reply, out int length, header, question, edns, DnsCode.ServerFailure);
        return length;
    }

    private bool IsVendors(in DnsQuestion question)
    {
        Span<byte> host = stackalloc byte[DnsName.MaxLength];
        return question.Class == DnsQuestion.Internet && DnsName.TryToHost(question.Name, host, out int length) && _hosts.Contains(host[..length]);
    }

    private DnsVerdict Refuse(Span<byte> reply, out int length, in DnsHeader header, in DnsQuestion question, in Edns edns, DnsCode code)
    {
        Reply(reply, out length, header, question, edns, DnsFlags.None, code);
        return DnsVerdict.Refuse;
    }

    private void Reply(
        Span<byte> reply, out int length, in DnsHeader header, in DnsQuestion question, in Edns edns, DnsFlags flags, DnsCode code, bool withAddress = false)
    {
        flags |= _passesOn ? DnsFlags.RecursionAvailable : DnsFlags.None;
        bool hasQuestion = !question.Bytes.IsEmpty;
        new DnsHeader(
            header.Id,
            header.ReplyWord(flags, code),
            Questions: (ushort)(hasQuestion ? 1 : 0),
            Answers: (ushort)(withAddress ? 1 : 0),
            Authorities: 0,
            Additionals: (ushort)(edns.IsPresent ? 1 : 0)).Write(reply);
        length = DnsHeader.Length;

        // With its letters in the case they came in, which is what some who ask know our reply by.
        question.Bytes.CopyTo(reply[length..]);
        length += question.Bytes.Length;
        if (withAddress)
        {
            length += DnsRecord.Write(reply[length..], PointerToQuestion, _answers, DnsQuestion.Internet, _timeToLive, (ushort)_address.Length);
            _address.CopyTo(reply[length..]);
            length += _address.Length;
        }

        length += edns.IsPresent ? edns.WriteReply(reply[length..], code) : 0;
    }
}
