using System.Globalization;
using System.Text;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Forward;

/// <summary>
/// One connection to the vendor, made when it is needed and kept as long as the vendor keeps it. A request is sent once:
/// whether one that was broken off was taken, nobody can say, so it is not sent again. Used by one thread at a time.
/// </summary>
public sealed class VendorLine : IDisposable
{
    private const int DefaultPort = 80;
    private const int BufferSize = 16 * 1024;

    private readonly string _client;
    private readonly VendorServerOptions _options;
    private readonly UpstreamChoice _choice;
    private readonly UpstreamDialer _dialer;
    private readonly TimeProvider _clock;
    private readonly VendorLog _log;
    private UpstreamConnection? _connection;
    private UpstreamTarget? _target;

    internal VendorLine(string client, VendorServerOptions options, UpstreamChoice choice, UpstreamDialer dialer, TimeProvider clock, VendorLog log)
    {
        _client = client;
        _options = options;
        _choice = choice;
        _dialer = dialer;
        _clock = clock;
        _log = log;
    }

    /// <summary>
    /// Goes on between two requests, when the vendor has nothing to say; done where it has closed the connection. Null where
    /// there is no connection.
    /// </summary>
    internal Task? Silence { get; private set; }

    /// <summary>Sends a request as it is, and waits for the whole reply; interim ones are passed over.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="VendorUnavailableException">There is no reply that is HTTP, or not in time.</exception>
    public async ValueTask<GuardedReply> AskAsync(WireMessage request)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _clock);
        var reader = new WireReader(MessageKind.Response, Strictness.Strict, _options.Limits);
        bool sent = false;
        try
        {
            UpstreamConnection connection = await ConnectAsync(TargetOf(request), limit.Token);
            sent = true;
            await connection.Peer.SendAsync(request.Raw, limit.Token);
            WireMessage reply = await ReadAsync(connection, reader, limit.Token);
            return Guarded(reply);
        }
        catch (Exception e) when (e is UpstreamRefusedException or UpstreamUnreachableException or WireException or IOException or OperationCanceledException)
        {
            Close();
            string reason = e switch
            {
                OperationCanceledException => string.Create(CultureInfo.InvariantCulture, $"it took longer than {_options.Timeout.TotalSeconds:0.###} s"),
                WireException => "its reply is not HTTP as it should be: " + e.Message,
                _ => e.Message,
            };
            // Who hangs up without a word has not taken it, to a scale: it would send it again too.
            throw new VendorUnavailableException(reason, sent && (e is not IOException || reader.Buffered > 0));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private UpstreamTarget TargetOf(WireMessage request) =>
        _choice.Fixed ?? _choice.ByHost(request.Headers.TryGet("Host"u8, out ReadOnlySpan<byte> host) ? Encoding.Latin1.GetString(host) : null, DefaultPort, isTls: false);

    private async ValueTask<UpstreamConnection> ConnectAsync(UpstreamTarget target, CancellationToken cancellation)
    {
        if (_connection is { } open && target == _target && Silence is { IsCompleted: false })
        {
            return open;
        }

        Close();
        _connection = await _dialer.ConnectAsync(target, cancellation);
        _target = target;
        _log.Connected(_client, _connection.Peer.Address, target.SourceText);
        return _connection;
    }

    private async ValueTask<WireMessage> ReadAsync(UpstreamConnection connection, WireReader reader, CancellationToken cancellation)
    {
        if (Silence is { } silence)
        {
            await silence.WaitAsync(cancellation);
        }

        byte[] buffer = new byte[BufferSize];
        WireMessage? reply;
        while (!reader.TryRead(out reply) || reply.IsInterim)
        {
            if (reply is not null)
            {
                continue;
            }

            await connection.Peer.WaitAsync(cancellation);
            int count = await connection.Peer.ReceiveAsync(buffer, cancellation);
            if (count > 0)
            {
                reader.Feed(buffer.AsSpan(0, count));
                continue;
            }

            reader.End();
            if (reader.TryRead(out reply) && !reply.IsInterim)
            {
                break;
            }

            throw new IOException("it closed the connection without a reply");
        }

        // What it says unasked belongs to no request.
        if (reply.KeepsAlive && reader.Buffered == 0)
        {
            Silence = connection.Peer.WaitAsync(CancellationToken.None).AsTask();
        }
        else
        {
            Close();
        }

        return reply;
    }

    private GuardedReply Guarded(WireMessage reply)
    {
        if (MendedReply.Of(reply) is not { } mended)
        {
            return new GuardedReply(reply, reply.Raw);
        }

        _log.FirmwareOffered(_client, mended.Address, mended.Checksum);
        return new GuardedReply(reply, mended.Bytes);
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
        Silence = null;
    }
}
