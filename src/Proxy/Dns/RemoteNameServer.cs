using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Proxy.Dns.Messages;

namespace ScaleProxy.Proxy.Dns;

/// <summary>
/// Another name server, asked one question at a time. Each question has a socket, and with it a random port, of its own,
/// so that whoever would forge a reply has to guess the port beside the id (RFC 5452).
/// </summary>
/// <param name="address">Its address and port.</param>
/// <param name="clock">The time.</param>
internal sealed class RemoteNameServer(IPEndPoint address, TimeProvider clock)
{
    /// <summary>The longest message (RFC 1035 4.2.2).</summary>
    public const int MaxMessage = ushort.MaxValue;

    // Datagrams that are no reply to the question, before the question is given up.
    private const int MaxStrays = 64;

    private const int PrefixLength = 2;

    /// <summary>Its address and port.</summary>
    public IPEndPoint Address { get; } = address;

    /// <summary>Asks by a datagram, once.</summary>
    /// <param name="question">A whole message with one question; sent as it is.</param>
    /// <param name="reply">Where to write the reply, as it came.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The reply's length.</returns>
    /// <exception cref="NameServerException">There was none.</exception>
    public Task<int> AskAsync(ReadOnlyMemory<byte> question, Memory<byte> reply, TimeSpan patience, CancellationToken cancellation) =>
        WithinAsync(patience, ExchangeDatagramsAsync, question, reply, cancellation);

    /// <summary>Asks over a connection, once.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task<int> AskOverTcpAsync(ReadOnlyMemory<byte> question, Memory<byte> reply, TimeSpan patience, CancellationToken cancellation) =>
        WithinAsync(patience, ExchangeOverConnectionAsync, question, reply, cancellation);

    private async Task<int> WithinAsync(
        TimeSpan patience,
        Func<ReadOnlyMemory<byte>, Memory<byte>, CancellationToken, ValueTask<int>> exchange,
        ReadOnlyMemory<byte> question,
        Memory<byte> reply,
        CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await exchange(question, reply, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new NameServerException("it does not answer", e);
        }
        catch (SocketException e)
        {
            throw new NameServerException(e.SocketErrorCode == SocketError.ConnectionRefused ? "no name server listens there" : e.Message, e);
        }
    }

    private async ValueTask<int> ExchangeDatagramsAsync(ReadOnlyMemory<byte> question, Memory<byte> reply, CancellationToken cancellation)
    {
        using var socket = new Socket(Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        // Connected, so that the kernel drops what comes from anywhere else, and tells us where nobody listens.
        await socket.ConnectAsync(Address, cancellation);
        await socket.SendAsync(question, SocketFlags.None, cancellation);
        for (int strays = 0; strays < MaxStrays; strays++)
        {
            int length = await socket.ReceiveAsync(reply, SocketFlags.None, cancellation);
            if (IsReply(question.Span, reply.Span[..length]))
            {
                return length;
            }
        }

        throw new NameServerException("it answers other questions than ours");
    }

    private async ValueTask<int> ExchangeOverConnectionAsync(ReadOnlyMemory<byte> question, Memory<byte> reply, CancellationToken cancellation)
    {
        using var socket = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address, cancellation);
        byte[] framed = new byte[PrefixLength + question.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed.AsMemory(PrefixLength));
        for (int sent = 0; sent < framed.Length;)
        {
            sent += await socket.SendAsync(framed.AsMemory(sent), SocketFlags.None, cancellation);
        }

        await FillAsync(socket, framed.AsMemory(0, PrefixLength), cancellation);
        int length = BinaryPrimitives.ReadUInt16BigEndian(framed);
        if (length > reply.Length)
        {
            throw new NameServerException("its reply is too long");
        }

        await FillAsync(socket, reply[..length], cancellation);
        return IsReply(question.Span, reply.Span[..length]) ? length : throw new NameServerException("it answers another question than ours");
    }

    private static async ValueTask FillAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!buffer.IsEmpty)
        {
            int received = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);
            buffer = received > 0 ? buffer[received..] : throw new NameServerException("it closed the connection without a reply");
        }
    }

    private static bool IsReply(ReadOnlySpan<byte> question, ReadOnlySpan<byte> reply)
    {
        if (!DnsHeader.TryRead(question, out DnsHeader asked)
            || !DnsHeader.TryRead(reply, out DnsHeader header)
            || !header.Has(DnsFlags.Reply)
            || header.Id != asked.Id
            || header.Opcode != asked.Opcode)
        {
            return false;
        }

        // Whoever could not, or would not, read the question may leave it out.
        return header.Questions == 0
            ? header.Code != DnsCode.Ok
            : DnsQuestion.TryRead(question, out DnsQuestion ours) && DnsQuestion.TryRead(reply, out DnsQuestion theirs) && ours.IsSame(theirs);
    }
}
