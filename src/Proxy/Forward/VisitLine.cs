using System.Globalization;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Forward;

/// <summary>
/// The connection to the vendor, opened when something is to be said. Before each request it is looked at whether the vendor
/// has hung up meanwhile: what is sent into a connection that has ended would be in doubt without need.
/// </summary>
/// <param name="dialer">Connects.</param>
/// <param name="target">To whom.</param>
/// <param name="options">How long things may take.</param>
/// <param name="clock">The time.</param>
internal sealed class VisitLine(UpstreamDialer dialer, UpstreamTarget target, ForwardOptions options, TimeProvider clock) : IDisposable
{
    private const int ReadSize = 4096;

    private readonly byte[] _buffer = new byte[ReadSize];
    private UpstreamConnection? _connection;
    private WireReader _replies = NewReader();
    private Task _readable = Task.CompletedTask;

    /// <summary>Makes a request.</summary>
    /// <param name="post">The request.</param>
    /// <param name="cancellation">Gives up; what was sent by then is in doubt.</param>
    /// <returns>Its reply.</returns>
    /// <exception cref="VendorFaultException">There was none.</exception>
    public async Task<WireMessage> PostAsync(ScalePost post, CancellationToken cancellation) =>
        (await PostAsync(post, static () => new(true), cancellation))!;

    /// <summary>
    /// Makes a request, and holds its last byte back until it is known whether it shall go: before that byte nobody can have
    /// taken it, so next to no time lies between what is noted of it then and the sending.
    /// </summary>
    /// <param name="post">The request.</param>
    /// <param name="shallGo">Asked when all but the last byte is sent.</param>
    /// <param name="cancellation">Gives up; what was sent by then is in doubt.</param>
    /// <returns>Its reply; null where it shall not go.</returns>
    /// <exception cref="VendorFaultException">There was none.</exception>
    public async Task<WireMessage?> PostAsync(ScalePost post, Func<ValueTask<bool>> shallGo, CancellationToken cancellation)
    {
        Peer peer = await OpenAsync(cancellation);
        using var timeout = new CancellationTokenSource(options.ReplyTimeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        bool sent = false;
        try
        {
            await peer.SendAsync(post.Head, limit.Token);
            if (post.AsksFirst && await ContinuesAsync(peer, limit.Token) is { } refusal)
            {
                // It does not want the body, which the connection now waits for.
                Close();
                return refusal;
            }

            await peer.SendAsync(post.Body[..^1], limit.Token);
            if (!await shallGo())
            {
                Close();
                return null;
            }

            sent = true;
            await peer.SendAsync(post.Body[^1..], limit.Token);
            WireMessage reply = await ReadAsync(peer, limit.Token);
            while (reply.IsInterim)
            {
                reply = await ReadAsync(peer, limit.Token);
            }

            if (!reply.KeepsAlive || _replies.Buffered > 0)
            {
                Close();
            }

            return reply;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Close();
            throw new VendorFaultException(string.Create(CultureInfo.InvariantCulture, $"no reply of the vendor to '{post.Kind}' within {options.ReplyTimeout.TotalSeconds:0.#} s"), sent);
        }
        catch (OperationCanceledException)
        {
            Close();
            throw new VendorFaultException($"broken off before the vendor's reply to '{post.Kind}'", sent);
        }
        catch (IOException e)
        {
            // Who hangs up without a word has not taken it, to a scale: it would send it again too.
            Close();
            throw new VendorFaultException($"the connection ended before the vendor's reply to '{post.Kind}': {e.Message}", sent && _replies.Buffered > 0);
        }
        catch (WireException e)
        {
            Close();
            throw new VendorFaultException($"the vendor's reply to '{post.Kind}' is no HTTP: {e.Message}", sent);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static WireReader NewReader() => new(MessageKind.Response, Strictness.Strict);

    private async Task<Peer> OpenAsync(CancellationToken cancellation)
    {
        if (_connection is not null && _readable.IsCompleted)
        {
            Close();
        }

        if (_connection is null)
        {
            try
            {
                _connection = await dialer.ConnectAsync(target, cancellation);
            }
            catch (Exception e) when (e is UpstreamRefusedException or UpstreamUnreachableException)
            {
                throw new VendorFaultException($"the vendor cannot be reached: {e.Message}");
            }
            catch (OperationCanceledException)
            {
                throw new VendorFaultException("broken off before the vendor was reached");
            }

            _replies = NewReader();
            _readable = Await(_connection.Peer);
        }

        return _connection.Peer;
    }

    // The reply that refuses the body; null where the body is to be sent.
    private async Task<WireMessage?> ContinuesAsync(Peer peer, CancellationToken cancellation)
    {
        Task patience = Task.Delay(options.ContinueTimeout, clock, cancellation);
        if (await Task.WhenAny(_readable, patience) == patience)
        {
            await patience;
            return null;
        }

        WireMessage reply = await ReadAsync(peer, cancellation);
        return reply.IsInterim ? null : reply;
    }

    private async Task<WireMessage> ReadAsync(Peer peer, CancellationToken cancellation)
    {
        WireMessage? reply;
        while (!_replies.TryRead(out reply))
        {
            await _readable.WaitAsync(cancellation);
            int count = await peer.ReceiveAsync(_buffer, cancellation);
            if (count == 0)
            {
                return AtEnd();
            }

            _replies.Feed(_buffer.AsSpan(0, count));
            _readable = Await(peer);
        }

        return reply;
    }

    // A body that ends with the connection is whole now.
    private WireMessage AtEnd()
    {
        _replies.End();
        return _replies.TryRead(out WireMessage? reply) ? reply : throw new IOException("it was closed");
    }

    // Where it fails with nobody waiting for it, the next request finds out.
    private static Task Await(Peer peer)
    {
        Task readable = peer.WaitAsync(CancellationToken.None).AsTask();
        _ = readable.ContinueWith(static over => _ = over.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return readable;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
        _readable = Task.CompletedTask;
    }
}
