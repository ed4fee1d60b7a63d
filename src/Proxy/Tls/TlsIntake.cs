using System.Net.Security;
using System.Net.Sockets;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Tls;

/// <summary>
/// Sees a TLS connection through:
/// <code>
///   1. the client's hello: whom does it ask for? ──► no TLS at all: reset
///   2. where does it go? --upstream, or the original destination, else the name it asks for
///   3. may it be read?
///      ├ no:  connect there ──► relay as it came, hello first, unread
///      └ yes: connect there, shake hands with the vendor ──► unreachable, or not who it should be: reset
///             shake hands with the client, as whom it asked for ──► it refuses: count, reset
///             relay what both say, recorded
/// </code>
/// The vendor comes before the client: a client that has shaken hands takes it that its vendor is there, and could not be
/// told otherwise any more. That costs it the vendor's answer, for which it would wait anyhow before its first reply.
/// <para>
/// Not read are clients that refuse us (<see cref="TlsRefusals"/>), and, with an original destination, names that are not the
/// vendor's: a redirect rule may catch more of the house than its scale.
/// </para>
/// </summary>
internal sealed class TlsIntake(
    UpstreamChoice choice,
    UpstreamDialer dialer,
    LoopWatch loops,
    OpenConnections open,
    LocalAuthority authority,
    RelayOptions options,
    TimeProvider clock,
    RelayLog log,
    TlsLog tlsLog)
    : Intake(loops, log)
{
    private readonly TlsRefusals _refusals = new();

    /// <summary>Whether a connection only came here because a redirect rule catches more than the scale's.</summary>
    /// <param name="target">Where it was going, and the name asked for there. Old scales name none; theirs are read.</param>
    /// <param name="hosts">The hosts that are the vendor's.</param>
    internal static bool IsForOthers(UpstreamTarget target, VendorHosts hosts) =>
        target is { Source: UpstreamSource.OriginalDestination, ServerName: { } name } && !hosts.Contains(name);

    /// <inheritdoc/>
    protected override async Task ServeAsync(SocketPeer client, Socket accepted, CancellationToken stopping)
    {
        try
        {
            await RequireOtherAsync(client, accepted, stopping);
            ReceivedHello received = await ReceiveHelloAsync(client, stopping);
            if (received.Hello.Fault is { } fault)
            {
                tlsLog.NotTls(client.Address, fault);
                client.Reset();
                return;
            }

            UpstreamTarget target = TargetOf(accepted, received.Hello.ServerName);
            string name = received.Hello.ServerName ?? target.Host;
            if (UnreadReason(client, target, name) is { } reason)
            {
                await PassThroughAsync(client, received, target, name, reason, stopping);
            }
            else
            {
                await RelayAsync(client, accepted, received, target, name, stopping);
            }
        }
        catch (UpstreamRefusedException e)
        {
            Log.Refused(client.Address, e.Message);
            client.Reset();
        }
    }

    private async Task<ReceivedHello> ReceiveHelloAsync(SocketPeer client, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(options.IdleTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            ReceivedHello received = await ReceivedHello.FromAsync(client, () => limit.CancelAfter(options.HandshakeTimeout), either.Token);
            return received.Hello.State == HelloState.NeedsMore ? throw new IOException("it went before it had said whom it asks for") : received;
        }
        catch (OperationCanceledException e) when (!stopping.IsCancellationRequested)
        {
            throw new IOException("it did not say in time whom it asks for", e);
        }
    }

    // An --upstream says by its scheme whether it wants TLS; what was redirected here did.
    private UpstreamTarget TargetOf(Socket accepted, string? serverName)
    {
        UpstreamTarget target = choice.WithoutHost(accepted) ?? choice.ByHost(serverName, options.TlsPort, isTls: true);
        return target with { IsTls = target.IsTls || target.Source == UpstreamSource.OriginalDestination, ServerName = serverName };
    }

    private string? UnreadReason(SocketPeer client, UpstreamTarget target, string name)
    {
        if (IsForOthers(target, options.Hosts))
        {
            return "is not among the vendor's hosts";
        }

        if (!_refusals.PassesThrough(client.RemoteEndPoint.Address, name))
        {
            return null;
        }

        if (!target.IsTls)
        {
            tlsLog.NoWayThrough(client.Address, name);
            return null;
        }

        return "was refused when it was us";
    }

    private async Task PassThroughAsync(SocketPeer client, ReceivedHello received, UpstreamTarget target, string name, string reason, CancellationToken stopping)
    {
        client.PutBack(received.Bytes);
        using UpstreamConnection upstream = await dialer.ConnectAsync(target with { IsTls = false }, stopping);
        tlsLog.Unread(client.Address, upstream.Peer.Address, name, reason);
        await open.RunAsync(client, upstream.Peer, isReadable: false);
    }

    private async Task RelayAsync(SocketPeer client, Socket accepted, ReceivedHello received, UpstreamTarget target, string name, CancellationToken stopping)
    {
        using UpstreamConnection upstream = await dialer.ConnectAsync(target, stopping);
        using TlsPeer? trusting = await ShakeHandsAsync(client, accepted, received, name, stopping);
        if (trusting is null)
        {
            return;
        }

        // At its first word, and not when it has gone: what it refuses after that is to count.
        trusting.FirstHeard = () => _refusals.Accept(client.RemoteEndPoint.Address, name);
        Log.Connected(client.Address, upstream.Peer.Address, target.SourceText);
        await open.RunAsync(trusting, upstream.Peer);
        if (trusting.LeftUnheard)
        {
            Refused(client, name, certificateSent: true, "it left right after the handshake");
        }
    }

    private async Task<TlsPeer?> ShakeHandsAsync(SocketPeer client, Socket accepted, ReceivedHello received, string name, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(options.HandshakeTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            // Not on the thread that serves the sockets: a new name takes a signature, and the first one a key.
            SslStreamCertificateContext certificate = await Task.Run(() => authority.ContextFor(name), either.Token);
            client.LetGo();
            return await TlsPeer.AcceptAsync(accepted, received.Bytes, certificate, either.Token);
        }
        catch (HandshakeException e)
        {
            Refused(client, name, e.CertificateSent, e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            Refused(client, name, certificateSent: true, $"it said nothing more for {options.HandshakeTimeout.TotalSeconds:0} s");
        }

        return null;
    }

    private void Refused(SocketPeer client, string name, bool certificateSent, string reason)
    {
        int count = _refusals.Refuse(client.RemoteEndPoint.Address, name);
        tlsLog.Refused(client.Address, name, certificateSent, reason, count);
    }
}
