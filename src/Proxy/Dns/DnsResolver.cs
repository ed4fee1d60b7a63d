using System.Net;
using System.Security.Cryptography;
using ScaleProxy.Proxy.Dns.Messages;

namespace ScaleProxy.Proxy.Dns;

/// <summary>
/// Asks one name server, over UDP, and over TCP where the reply was cut short. For <c>A</c> first, and for <c>AAAA</c>
/// only where there is none: the vendor's hosts have none, and a scale waits.
/// </summary>
/// <param name="server">The name server's address and port.</param>
/// <param name="clock">The time.</param>
public sealed class DnsResolver(IPEndPoint server, TimeProvider clock) : INameResolver
{
    private const int Tries = 3;

    private static readonly DnsType[] s_types = [DnsType.A, DnsType.Aaaa];

    private readonly RemoteNameServer _server = new(server, clock);

    /// <summary>How long each try may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        byte[] name = new byte[DnsName.MaxLength];
        if (!DnsName.TryFromHost(host, name, out int length))
        {
            throw Failed(host, "it is no host name");
        }

        byte[] reply = new byte[RemoteNameServer.MaxMessage];
        foreach (DnsType type in s_types)
        {
            List<IPAddress> addresses = await AskAsync(host, Question(name.AsSpan(0, length), type), reply, cancellation);
            if (addresses.Count > 0)
            {
                return addresses;
            }
        }

        throw Failed(host, "it has no address");
    }

    private static byte[] Question(ReadOnlySpan<byte> name, DnsType type)
    {
        Span<byte> message = stackalloc byte[DnsHeader.Length + DnsName.MaxLength + 4];
        new DnsHeader(Id: 0, (ushort)DnsFlags.RecursionDesired, Questions: 1, Answers: 0, Authorities: 0, Additionals: 0).Write(message);
        return message[..(DnsHeader.Length + DnsQuestion.Write(message[DnsHeader.Length..], name, type))].ToArray();
    }

    private async Task<List<IPAddress>> AskAsync(string host, byte[] question, byte[] reply, CancellationToken cancellation)
    {
        string? reason = null;
        for (int i = 0; i < Tries; i++)
        {
            RandomNumberGenerator.Fill(question.AsSpan(0, 2));
            try
            {
                int length = await _server.AskAsync(question, reply, Patience, cancellation);
                if (DnsHeader.TryRead(reply, out DnsHeader header) && header.Has(DnsFlags.Truncated))
                {
                    length = await _server.AskOverTcpAsync(question, reply, Patience, cancellation);
                }

                var addresses = new List<IPAddress>();
                reason = ReadReply(reply.AsSpan(0, length), question, addresses, out bool isFinal);
                if (reason is null)
                {
                    return addresses;
                }

                if (isFinal)
                {
                    break;
                }
            }
            catch (NameServerException e)
            {
                reason = e.Message;
            }
        }

        throw Failed(host, reason!);
    }

    // Says what is wrong with a reply; null where nothing is.
    private static string? ReadReply(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> asked, List<IPAddress> addresses, out bool isFinal)
    {
        isFinal = false;
        if (!DnsHeader.TryRead(reply, out DnsHeader header))
        {
            return "its reply cannot be read";
        }

        switch (header.Code)
        {
            case DnsCode.Ok:
                return DnsQuestion.TryRead(asked, out DnsQuestion question) && DnsAddresses.TryCollect(reply, question, addresses)
                    ? null
                    : "its reply cannot be read";
            case DnsCode.NoSuchName:
                isFinal = true;
                return "there is no such name";
            case DnsCode.Refused:
                isFinal = true;
                return "it refuses to answer us";
            case DnsCode.ServerFailure:
                return "it could not find out (SERVFAIL)";
            default:
                return $"it answered with code {(int)header.Code}";
        }
    }

    private NameResolutionException Failed(string host, string reason) => new(host, $"the name server {_server.Address}", reason);
}
