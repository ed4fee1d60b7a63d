using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Dns;

/// <summary>
/// Answers questions that come as datagrams.
/// <para>
/// A reply must come from the very address that was asked, or nobody takes it for one. A socket that is open for all
/// addresses would send from the one the kernel likes best, so that for each address that is asked one of its own is
/// opened beside it, which from then on gets what is sent there.
/// </para>
/// </summary>
internal sealed class DatagramListener : IAsyncDisposable
{
    // No question is nearly as long; what is longer is dropped.
    private const int MaxQuestion = 4096;

    private static readonly TimeSpan s_pauseAfterError = TimeSpan.FromMilliseconds(100);

    private readonly QuestionDesk _desk;
    private readonly LocalNetwork _network;
    private readonly DnsServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly DnsLog _log;
    private readonly BoundedWork _passedOn;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Socket> _sockets = [];
    private readonly List<Task> _loops = [];

    public DatagramListener(QuestionDesk desk, LocalNetwork network, DnsServerOptions options, TimeProvider clock, DnsLog log)
    {
        _desk = desk;
        _network = network;
        _options = options;
        _clock = clock;
        _log = log;
        _passedOn = new BoundedWork(options.MaxQuestionsUnderWay, log.Fault);
    }

    /// <summary>Opens the port and begins.</summary>
    /// <exception cref="SocketException">It cannot be opened.</exception>
    public void Start(IPEndPoint listen)
    {
        lock (_lock)
        {
            Open(listen);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Task[] loops;
        lock (_lock)
        {
            // No further one begins any more.
            loops = [.. _loops];
        }

        await Task.WhenAll(loops);
        await _passedOn.EndAsync();
        foreach (Socket socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _passedOn.Dispose();
        _end.Dispose();
    }

    // Under the lock.
    private Socket Open(IPEndPoint at)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (at.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = LocalNetwork.IsForAll(at.Address) || at.Address.IsIPv4MappedToIPv6;
            }

            if (LocalNetwork.IsForAll(_options.Listen.Address))
            {
                // Lets the sockets for single addresses in. That nobody else has the port is seen to by the one for connections.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            }

            socket.Bind(at);
            _sockets.Add(at.Address, socket);
            _loops.Add(Task.Run(() => ReceiveAsync(socket, LocalNetwork.IsForAll(at.Address))));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ReceiveAsync(Socket socket, bool isForAll)
    {
        byte[] question = new byte[MaxQuestion];
        byte[] reply = new byte[DnsResponder.MaxReply];
        EndPoint anybody = socket.AddressFamily == AddressFamily.InterNetwork ? new IPEndPoint(IPAddress.Any, 0) : new IPEndPoint(IPAddress.IPv6Any, 0);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                SocketReceiveMessageFromResult received = await socket.ReceiveMessageFromAsync(question, SocketFlags.None, anybody, _end.Token);
                if (!received.SocketFlags.HasFlag(SocketFlags.Truncated))
                {
                    Socket from = isForAll ? SocketOf(received.PacketInformation.Address, socket) : socket;
                    await AnswerAsync(from, question.AsMemory(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint, reply);
                }
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // One bad datagram, or a network that is down for a moment, must not be the end of the name server.
                if (e is SocketException)
                {
                    _log.NotReceived(socket.LocalEndPoint, e.Message);
                }
                else
                {
                    _log.Fault(e);
                }

                await Task.Delay(s_pauseAfterError, _clock, CancellationToken.None);
            }
        }
    }

    private async ValueTask AnswerAsync(Socket socket, ReadOnlyMemory<byte> question, IPEndPoint client, byte[] reply)
    {
        switch (_desk.Decide(question.Span, client.Address, reply, out int length))
        {
            case DnsVerdict.Answer or DnsVerdict.Refuse:
                await SendAsync(socket, reply.AsMemory(0, length), client);
                break;
            case DnsVerdict.PassOn:
                byte[] kept = question.ToArray();
                if (!_passedOn.TryStart(static passedOn => passedOn.Listener.PassOnAsync(passedOn.Socket, passedOn.Question, passedOn.Client), (Listener: this, Socket: socket, Question: kept, Client: client)))
                {
                    _log.TooMany(_options.MaxQuestionsUnderWay);
                    await SendAsync(socket, reply.AsMemory(0, _desk.WriteFailure(question.Span, reply)), client);
                }

                break;
        }
    }

    private async Task PassOnAsync(Socket socket, byte[] question, IPEndPoint client)
    {
        byte[] reply = ArrayPool<byte>.Shared.Rent(RemoteNameServer.MaxMessage);
        try
        {
            int length = await _desk.PassOnAsync(question, overTcp: false, reply, _end.Token);
            await SendAsync(socket, reply.AsMemory(0, length), client);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Whoever asked will ask again, somebody else.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(reply);
        }
    }

    private async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> reply, IPEndPoint client)
    {
        try
        {
            await socket.SendToAsync(reply, SocketFlags.None, client, _end.Token);
        }
        catch (SocketException e)
        {
            // For example to port 0, which only a forger has.
            _log.Unsent(client, e.Message);
        }
    }

    private Socket SocketOf(IPAddress asked, Socket forAll)
    {
        lock (_lock)
        {
            if (_sockets.TryGetValue(asked, out Socket? socket))
            {
                return socket;
            }

            // What was sent to everybody in the network comes in too, and cannot be replied from.
            if (_end.IsCancellationRequested || !_network.IsThisMachine(asked))
            {
                return forAll;
            }

            try
            {
                return Open(new IPEndPoint(asked, ((IPEndPoint)forAll.LocalEndPoint!).Port));
            }
            catch (SocketException e)
            {
                // The address may be gone by now. The kernel's choice is often right.
                _log.NotReceived(new IPEndPoint(asked, _options.Listen.Port), e.Message);
                return forAll;
            }
        }
    }
}
