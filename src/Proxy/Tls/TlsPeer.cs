using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tls;

/// <summary>
/// One side of a relayed connection over TLS: the scale, to which we are the server, or the vendor, to whom we are the
/// client. The end of sending is TLS's close_notify and then TCP's FIN; either of them is the end of receiving. No
/// application protocol (ALPN) is agreed on with either side, so that both sides agree on the same: HTTP/1.1.
/// </summary>
internal sealed class TlsPeer : Peer
{
    private readonly Socket _socket;
    private readonly SslStream _tls;
    private volatile bool _endedUnheard;
    private volatile bool _heard;
    private volatile bool _told;

    private TlsPeer(Socket socket, SslStream tls, string address)
    {
        _socket = socket;
        _tls = tls;
        Address = address;
    }

    /// <inheritdoc/>
    public override string Address { get; }

    /// <inheritdoc/>
    public override bool NeedsMemoryToReceive => true;

    /// <summary>Is called once, when the other side first sends something, before anybody gets it.</summary>
    public Action? FirstHeard { get; set; }

    /// <summary>
    /// Whether the other side left before it sent a byte, or was sent one: many clients look at a certificate only when the
    /// handshake is done, and then go without a word.
    /// </summary>
    public bool LeftUnheard => _endedUnheard;

    /// <summary>Shakes hands with a client, as the server that it asks for. TLS 1.0 and later.</summary>
    /// <param name="socket">The connection; it is the peer's from here on, and closed where there will be none.</param>
    /// <param name="hello">What has been received of it.</param>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HandshakeException">The client would not, or could not.</exception>
    public static async Task<TlsPeer> AcceptAsync(Socket socket, ReadOnlyMemory<byte> hello, SslStreamCertificateContext certificate, CancellationToken cancellation)
    {
        string address = AddressOf(socket);
        var stream = new HelloStream(socket, hello);
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate,
                    ClientCertificateRequired = false,
#pragma warning disable SYSLIB0039, SYSLIB0040, CA5397, CA5398, CA5359
                    // A scale that shakes hands as in 2009, with TLS 1.0 or RSA key exchange, would otherwise speak plain HTTP.
                    // OpenSSL refuses both by default; this policy is what makes the platform set that aside for this side alone.
                    EnabledSslProtocols = SslProtocols.Tls | SslProtocols.Tls11 | SslProtocols.Tls12 | SslProtocols.Tls13,
                    EncryptionPolicy = EncryptionPolicy.AllowNoEncryption,
#pragma warning restore SYSLIB0039, SYSLIB0040, CA5397, CA5398, CA5359
                },
                cancellation);
            return new TlsPeer(socket, tls, address);
        }
        catch (Exception exception)
        {
            // Less than a certificate is an alert of ours, or a request for another hello.
            bool sent = stream.Sent > certificate.TargetCertificate.RawDataMemory.Length;
            await tls.DisposeAsync();
            if (IsFailure(exception))
            {
                throw new HandshakeException(Reason(exception), exception) { CertificateSent = sent };
            }

            throw;
        }
    }

    /// <summary>Shakes hands with a server, as a client.</summary>
    /// <param name="socket">The connection; it is the peer's from here on, and closed where there will be none.</param>
    /// <param name="host">The server's name, or its address where no name is known.</param>
    /// <param name="trust">Whom to take for that server.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HandshakeException">The server would not, or is not the one it should be.</exception>
    public static async Task<TlsPeer> ConnectAsync(Socket socket, string host, UpstreamTrust trust, CancellationToken cancellation)
    {
        string address = AddressOf(socket);
        socket.NoDelay = true;
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(trust.OptionsFor(host), cancellation);
            return new TlsPeer(socket, tls, address);
        }
        catch (Exception exception)
        {
            await tls.DisposeAsync();
            if (IsFailure(exception))
            {
                throw new HandshakeException(trust.Explain(host, Reason(exception)), exception);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WaitAsync(CancellationToken cancellation)
    {
        try
        {
            _ = await _tls.ReadAsync(Memory<byte>.Empty, cancellation);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            int count = await _tls.ReadAsync(buffer, cancellation);
            if (count > 0)
            {
                NoteHeard();
            }
            else
            {
                NoteEnd();
            }

            return count;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _told = true;
        try
        {
            await _tls.WriteAsync(bytes, cancellation);
        }
        catch (ObjectDisposedException exception)
        {
            throw Lost(exception);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndSendingAsync(CancellationToken cancellation)
    {
        _told = true;
        try
        {
            await _tls.ShutdownAsync().WaitAsync(cancellation);
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _told = true;
        _socket.Close(0);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _told = true;
        _tls.Dispose();
    }

    private IOException Lost(Exception exception)
    {
        NoteEnd();
        return exception as IOException ?? new IOException("the connection was broken off", exception);
    }

    private void NoteHeard()
    {
        if (!_heard)
        {
            _heard = true;
            FirstHeard?.Invoke();
        }
    }

    private void NoteEnd() => _endedUnheard |= !_heard && !_told;

    private static bool IsFailure(Exception exception) => exception is AuthenticationException or IOException or ObjectDisposedException;

    // The cause says more than "see inner exception", which the outer messages come to.
    private static string Reason(Exception exception)
    {
        Exception cause = exception;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }

    private static string AddressOf(Socket socket) => SocketPeer.Unmapped(socket.RemoteEndPoint).ToString();
}
