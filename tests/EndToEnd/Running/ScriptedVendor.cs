using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>
/// A vendor that answers as in the sample conversation: on each connection, the replies in their order, one for each
/// request; beyond a given number it goes on listening, and says nothing.
/// </summary>
internal sealed class ScriptedVendor : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();
    private readonly int _answers;
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    /// <param name="answers">Requests that it answers on a connection.</param>
    public ScriptedVendor(int answers = int.MaxValue)
    {
        _answers = answers;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address { get; }

    /// <summary>What it received on the next of its connections, once that has ended.</summary>
    public async Task<byte[]> ReceivedAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        return await _received.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Done when it has received a request that it does not answer.</summary>
    public Task Silent => _silent.Task;

    public void Dispose()
    {
        _listener.Dispose();
        _accepting.Wait();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptAsync();
                await AnswerAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed, while it waited or between two callers: nobody calls any more.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        var requests = new WireReader(MessageKind.Request, Strictness.Strict);
        var received = new List<byte>();
        byte[] buffer = new byte[16 * 1024];
        int answered = 0;
        try
        {
            for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
            {
                received.AddRange(buffer.AsSpan(0, count));
                requests.Feed(buffer.AsSpan(0, count));
                if (System.Runtime.InteropServices.CollectionsMarshal.AsSpan(received).EndsWith("Expect: 100-continue\r\n\r\n"u8))
                {
                    await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
                }

                while (requests.TryRead(out _))
                {
                    if (answered == _answers)
                    {
                        _silent.TrySetResult();
                    }
                    else
                    {
                        await socket.SendAsync(Replies[answered++]);
                    }
                }
            }
        }
        catch (SocketException)
        {
            // Whoever called is gone.
        }

        _received.Writer.TryWrite([.. received]);
    }

    private static byte[][] Replies { get; } = [.. WeighIn.Turns.Where(turn => !turn.FromClient && !turn.Bytes.AsSpan().StartsWith("HTTP/1.1 100"u8)).Select(turn => turn.Bytes)];
}
