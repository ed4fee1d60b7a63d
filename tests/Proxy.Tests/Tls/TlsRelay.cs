using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>A relay with a TLS port, whose resolver finds every name on this machine, and clients of it.</summary>
internal sealed class TlsRelay : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalAuthority _authority;
    private readonly RelayServer _server;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    private TlsRelay(RelayOptions options)
    {
        TestAuthority.CopyTo(_folder.Beside("ca"));
        _authority = LocalAuthority.OpenOrCreate(_folder.Beside("ca"), TimeProvider.System);
        _server = new RelayServer(options, Recorded, new HereResolver(), TimeProvider.System, Log, _authority);
    }

    public Recorded Recorded { get; } = new();

    public WatchedLog Log { get; } = new();

    public CancellationToken Patience => _patience.Token;

    /// <summary>The port for TLS.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>The port for plain HTTP.</summary>
    public IPEndPoint PlainAddress { get; private set; } = new(IPAddress.None, 0);

    /// <summary>The authority of this relay, which a client may trust.</summary>
    public X509Certificate2Collection Roots => [X509Certificate2.CreateFromPem(_authority.ExportPem())];

    /// <summary>A relay to a vendor at that port.</summary>
    public static async Task<TlsRelay> StartAsync(int vendorPort, Func<RelayOptions, RelayOptions>? change = null)
    {
        var options = new RelayOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            TlsListen = new IPEndPoint(IPAddress.Loopback, 0),
            TlsPort = vendorPort,
            UpstreamRoots = TestAuthority.Roots,
        };
        var relay = new TlsRelay(change?.Invoke(options) ?? options);
        relay.PlainAddress = IPEndPoint.Parse(await relay._server.StartAsync(relay.Patience));
        relay.Address = IPEndPoint.Parse(relay._server.TlsAddress!);
        return relay;
    }

    /// <summary>A TLS client's connection.</summary>
    /// <param name="roots">Whom it trusts.</param>
    /// <param name="host">Whom it asks for.</param>
    /// <param name="wrap">What its bytes go through.</param>
    public async Task<SslStream> ConnectAsync(X509Certificate2Collection roots, string host = TlsVendor.Scale, Func<Stream, Stream>? wrap = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address, Patience);
        var plain = new NetworkStream(socket, ownsSocket: true);
        var tls = new SslStream(wrap?.Invoke(plain) ?? plain);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy }, Patience);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection as it is, to the port for TLS.</summary>
    public async Task<Socket> ConnectPlainlyAsync(IPEndPoint? to = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(to ?? Address, Patience);
        return socket;
    }

    /// <summary>Ends the relay; what it was doing is over then.</summary>
    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
        _patience.Dispose();
    }

    private sealed class HereResolver : INameResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Loopback]);
    }
}
