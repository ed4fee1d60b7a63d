using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>The connection of a simulated scale to whoever answers; it is opened when something is to be said.</summary>
/// <param name="server">Who answers.</param>
internal sealed class ServerLine(EndPoint server) : IDisposable
{
    private const int ReadSize = 4096;

    private readonly byte[] _buffer = new byte[ReadSize];
    private Socket? _socket;
    private WireReader _replies = new(MessageKind.Response, Strictness.Strict);

    /// <summary>Makes a request.</summary>
    /// <returns>Its reply.</returns>
    /// <exception cref="SimulationException">The connection ended before the reply did.</exception>
    /// <exception cref="SocketException">There was no connection, or it broke.</exception>
    /// <exception cref="WireException">The reply is no HTTP.</exception>
    public async Task<WireMessage> PostAsync(ScalePost post, CancellationToken cancellation)
    {
        Socket socket = _socket ?? await OpenAsync(cancellation);
        await SendAsync(socket, post.Head, cancellation);
        WireMessage reply;
        if (post.AsksFirst)
        {
            reply = await ReadAsync(socket, cancellation);
            if (!reply.IsInterim)
            {
                // It did not want the body, which the connection now waits for.
                Close();
                return reply;
            }
        }

        await SendAsync(socket, post.Body, cancellation);
        do
        {
            reply = await ReadAsync(socket, cancellation);
        }
        while (reply.IsInterim);

        if (_replies.Buffered > 0)
        {
            throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"{_replies.Buffered} bytes follow the reply that belong to none"));
        }

        return reply;
    }

    /// <summary>Hangs up; the next request opens another connection.</summary>
    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task<Socket> OpenAsync(CancellationToken cancellation)
    {
        // For a name, both families: which it has is not known yet.
        var socket = server.AddressFamily == AddressFamily.Unspecified
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket = socket;
        socket.NoDelay = true;
        _replies = new WireReader(MessageKind.Response, Strictness.Strict);
        await socket.ConnectAsync(server, cancellation);
        return socket;
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellation)..];
        }
    }

    private async Task<WireMessage> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        WireMessage? reply;
        while (!_replies.TryRead(out reply))
        {
            int count = await socket.ReceiveAsync(_buffer, cancellation);
            if (count == 0)
            {
                return AtEnd();
            }

            _replies.Feed(_buffer.AsSpan(0, count));
        }

        return reply;
    }

    private WireMessage AtEnd()
    {
        if (_replies.Buffered == 0)
        {
            throw new SimulationException("the connection was closed without a reply");
        }

        _replies.End();
        try
        {
            if (_replies.TryRead(out WireMessage? reply))
            {
                return reply;
            }
        }
        catch (WireException)
        {
            // Said in the scale's terms below.
        }

        throw new SimulationException("the connection was closed before the reply was whole");
    }
}
