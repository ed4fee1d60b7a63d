using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.Proxy.Tests.Dns;

/// <summary>A name server on loopback, over UDP and TCP, that says what a test wants it to; an empty reply is none.</summary>
internal sealed class ScriptedNameServer : IAsyncDisposable
{
    private readonly TcpListener _tcp = new(IPAddress.Loopback, 0);
    private readonly UdpClient _udp;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _loops;

    /// <param name="datagram">Replies to a question that came as a datagram, any number.</param>
    /// <param name="stream">Replies to a question that came over TCP; null closes the connection.</param>
    public ScriptedNameServer(Func<byte[], IEnumerable<byte[]>> datagram, Func<byte[], byte[]?>? stream = null)
    {
        _tcp.Start();
        Address = (IPEndPoint)_tcp.LocalEndpoint;
        _udp = new UdpClient(Address);
        _loops = [ReceiveAsync(datagram), AcceptAsync(stream ?? (question => datagram(question).FirstOrDefault()))];
    }

    public IPEndPoint Address { get; }

    /// <summary>What was asked, in order: by datagram, over TCP.</summary>
    public ConcurrentQueue<byte[]> Datagrams { get; } = new();

    public ConcurrentQueue<byte[]> Streams { get; } = new();

    /// <summary>The ports that datagrams came from.</summary>
    public ConcurrentQueue<int> Ports { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_loops);
        _udp.Dispose();
        _tcp.Dispose();
        _end.Dispose();
    }

    private async Task ReceiveAsync(Func<byte[], IEnumerable<byte[]>> answer)
    {
        try
        {
            while (true)
            {
                UdpReceiveResult question = await _udp.ReceiveAsync(_end.Token);
                Datagrams.Enqueue(question.Buffer);
                Ports.Enqueue(question.RemoteEndPoint.Port);
                foreach (byte[] reply in answer(question.Buffer))
                {
                    await _udp.SendAsync(reply, question.RemoteEndPoint, _end.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AcceptAsync(Func<byte[], byte[]?> answer)
    {
        try
        {
            while (true)
            {
                using TcpClient connection = await _tcp.AcceptTcpClientAsync(_end.Token);
                NetworkStream stream = connection.GetStream();
                byte[] prefix = new byte[2];
                await stream.ReadExactlyAsync(prefix, _end.Token);
                byte[] question = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
                await stream.ReadExactlyAsync(question, _end.Token);
                Streams.Enqueue(question);
                if (answer(question) is { } reply)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)reply.Length);
                    await stream.WriteAsync(prefix, _end.Token);
                    await stream.WriteAsync(reply, _end.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
