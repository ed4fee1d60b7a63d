using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Dns;

/// <summary>Answers questions that come over TCP, any number on a connection, each after its length (RFC 1035 4.2.2, RFC 7766).</summary>
internal sealed class ConnectionListener : IAsyncDisposable
{
    private const int PrefixLength = 2;

    private static readonly TimeSpan s_pauseAfterError = TimeSpan.FromMilliseconds(100);

    private readonly QuestionDesk _desk;
    private readonly DnsServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly DnsLog _log;
    private readonly BoundedWork _connections;
    private readonly CancellationTokenSource _end = new();
    private Socket? _socket;
    private Task _loop = Task.CompletedTask;

    public ConnectionListener(QuestionDesk desk, DnsServerOptions options, TimeProvider clock, DnsLog log)
    {
        _desk = desk;
        _options = options;
        _clock = clock;
        _log = log;
        _connections = new BoundedWork(options.MaxConnections, log.Fault);
    }

    /// <summary>Opens the port; <see cref="Begin"/> then takes who comes.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="SocketException">It cannot be opened.</exception>
    public IPEndPoint Open(IPEndPoint listen)
    {
        _socket = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (listen.Address.Equals(IPAddress.IPv6Any))
        {
            _socket.DualMode = true;
        }

        _socket.Bind(listen);
        _socket.Listen(_options.MaxConnections);
        return (IPEndPoint)_socket.LocalEndPoint!;
    }

    /// <summary>Takes who comes.</summary>
    public void Begin() => _loop = Task.Run(() => AcceptAsync(_socket!));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        await _connections.EndAsync();
        _socket?.Dispose();
        _connections.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Socket connection = await listening.AcceptAsync(_end.Token);
                if (!_connections.TryStart(ServeAsync, connection))
                {
                    connection.Dispose();
                }
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                _log.NotReceived(_options.Listen, e.Message);
                await Task.Delay(s_pauseAfterError, _clock, CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        EndPoint? client = null;
        using (connection)
        {
            try
            {
                client = connection.RemoteEndPoint;
                connection.NoDelay = true;
                while (await TryAnswerAsync(connection))
                {
                }
            }
            catch (SocketException e)
            {
                _log.Lost(client, e.Message);
            }
            catch (OperationCanceledException)
            {
                _log.Lost(client, _end.IsCancellationRequested ? "we end" : "it was idle");
            }
        }
    }

    // Says whether to go on.
    private async Task<bool> TryAnswerAsync(Socket connection)
    {
        using var limit = new CancellationTokenSource(_options.IdleTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
        byte[] prefix = new byte[PrefixLength];
        if (!await TryFillAsync(connection, prefix, either.Token))
        {
            return false;
        }

        int size = BinaryPrimitives.ReadUInt16BigEndian(prefix);
        byte[] question = ArrayPool<byte>.Shared.Rent(size);
        byte[] reply = ArrayPool<byte>.Shared.Rent(PrefixLength + RemoteNameServer.MaxMessage);
        try
        {
            if (!await TryFillAsync(connection, question.AsMemory(0, size), either.Token))
            {
                return false;
            }

            int length = await AnswerAsync(question.AsMemory(0, size), ((IPEndPoint)connection.RemoteEndPoint!).Address, reply.AsMemory(PrefixLength));
            if (length == 0)
            {
                return false;
            }

            BinaryPrimitives.WriteUInt16BigEndian(reply, (ushort)length);
            await SendAsync(connection, reply.AsMemory(0, PrefixLength + length));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(question);
            ArrayPool<byte>.Shared.Return(reply);
        }
    }

    private async ValueTask<int> AnswerAsync(ReadOnlyMemory<byte> question, IPAddress client, Memory<byte> reply) =>
        _desk.Decide(question.Span, client, reply.Span, out int length) == DnsVerdict.PassOn
            ? await _desk.PassOnAsync(question, overTcp: true, reply[..RemoteNameServer.MaxMessage], _end.Token)
            : length;

    private async Task SendAsync(Socket connection, ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(_options.IdleTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await connection.SendAsync(bytes, SocketFlags.None, either.Token)..];
        }
    }

    private static async ValueTask<bool> TryFillAsync(Socket connection, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!buffer.IsEmpty)
        {
            int received = await connection.ReceiveAsync(buffer, SocketFlags.None, cancellation);
            if (received == 0)
            {
                return false;
            }

            buffer = buffer[received..];
        }

        return true;
    }
}
