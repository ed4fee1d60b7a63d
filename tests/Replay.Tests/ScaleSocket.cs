using System.Net;
using System.Net.Sockets;
using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Tests;

/// <summary>A scale's end of a real connection. Everything it waits for must come within a time that no machine needs.</summary>
internal sealed class ScaleSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));
    private readonly WireReader _reader = new(MessageKind.Response, Strictness.Strict);
    private readonly byte[] _buffer = new byte[8192];

    public static async Task<ScaleSocket> ConnectAsync(IPEndPoint server)
    {
        var scale = new ScaleSocket();
        await scale._socket.ConnectAsync(server, scale._patience.Token);
        return scale;
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Text.Bytes(text), _patience.Token);

    /// <summary>The next reply, interim or not.</summary>
    public async Task<Answer> ReadAsync()
    {
        WireMessage? reply;
        while (!_reader.TryRead(out reply))
        {
            int count = await _socket.ReceiveAsync(_buffer, _patience.Token);
            if (count == 0)
            {
                _reader.End();
                _reader.TryRead(out reply).Should().BeTrue("a reply comes before the connection ends");
                break;
            }

            _reader.Feed(_buffer.AsSpan(0, count));
        }

        return new Answer(Text.Of(reply!.Raw), true);
    }

    public async Task<Answer> SayAsync(string text)
    {
        await SendAsync(text);
        return await ReadAsync();
    }

    /// <summary>Begins a session as a scale does that knows its secret.</summary>
    public async Task<Answer> BeginAsync()
    {
        string once = (await SayAsync(Scale.Once)).Once;
        return await SayAsync(Scale.Session(Scale.Hash(once)));
    }

    /// <summary>Everything that comes until the server closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = new StringBuilder();
        while (true)
        {
            int count;
            try
            {
                count = await _socket.ReceiveAsync(_buffer, _patience.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // An end as well, if a rude one.
                return all.ToString();
            }

            if (count == 0)
            {
                return all.ToString();
            }

            all.Append(Text.Of(_buffer.AsMemory(0, count)));
        }
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }
}
