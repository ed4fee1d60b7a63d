using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>A vendor that sends back what it gets, until it gets no more; over TLS with a certificate of <see cref="TestAuthority.Now"/>, or plainly.</summary>
internal sealed class TlsVendor : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly string? _certificateFor;
    private readonly Task _accepting;

    /// <param name="certificateFor">The name in its certificate; null to speak no TLS.</param>
    public TlsVendor(string? certificateFor = Scale)
    {
        _certificateFor = certificateFor;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public const string Scale = "scalews.withings.net";

    /// <summary>What it sends first of all.</summary>
    public const string Reply = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"status\":0}";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The server names that it was asked for, in order.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The bytes that it got over connections that have ended.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<byte[]> Got { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        while (true)
        {
            try
            {
                open.Add(ServeAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                await Task.WhenAll(open);
                return;
            }
        }
    }

    // Replies at once to the first bytes, then sends back every byte that it gets.
    private async Task ServeAsync(Socket socket)
    {
        var all = new MemoryStream();
        try
        {
            await using Stream stream = await OpenAsync(socket);
            byte[] buffer = new byte[64 * 1024];
            bool first = true;
            int count;
            while ((count = await stream.ReadAsync(buffer, _ending.Token)) > 0)
            {
                all.Write(buffer, 0, count);
                bool isHttp = first && buffer.AsSpan(0, count).StartsWith("POST"u8);
                first = false;
                await stream.WriteAsync(isHttp ? System.Text.Encoding.ASCII.GetBytes(Reply) : buffer.AsMemory(0, count), _ending.Token);
            }

            if (stream is SslStream tls)
            {
                await tls.ShutdownAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side left, or the test is over.
        }

        Got.Enqueue(all.ToArray());
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (_certificateFor is null)
        {
            return plain;
        }

        var tls = new SslStream(plain);
        SslStreamCertificateContext context = TestAuthority.Now.ContextFor(_certificateFor);
        await tls.AuthenticateAsServerAsync(
            (_, hello, _, _) =>
            {
                Asked.Enqueue(hello.ServerName);
                return new(new SslServerAuthenticationOptions { ServerCertificateContext = context });
            },
            null,
            _ending.Token);
        return tls;
    }
}
