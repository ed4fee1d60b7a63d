using System.Net.Sockets;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// Sees a plain connection through:
/// <code>
///   1. where does it go? --upstream, or the original destination
///      └ else wait for the first head: its Host header
///   2. connect there ──► cannot be resolved or reached: reset, as the network would; the scale tries again
///   3. relay, the first head first
///   refused on the way (a foreign host, a loop) ──► a reply that says so, where it is HTTP; else a reset
/// </code>
/// </summary>
internal sealed class PlainIntake(UpstreamChoice choice, UpstreamDialer dialer, LoopWatch loops, OpenConnections open, RelayOptions options, TimeProvider clock, RelayLog log)
    : Intake(loops, log)
{
    private const int DefaultPort = 80;

    /// <inheritdoc/>
    protected override async Task ServeAsync(SocketPeer client, Socket accepted, CancellationToken stopping)
    {
        FirstRequest? first = null;
        try
        {
            await RequireOtherAsync(client, accepted, stopping);
            UpstreamTarget? target = choice.WithoutHost(accepted);
            if (target is null)
            {
                first = await ReadFirstAsync(client, options.IdleTimeout, stopping);
                target = choice.ByHost(first.Value.Host, DefaultPort, isTls: false);
            }

            using UpstreamConnection upstream = await dialer.ConnectAsync(target, stopping);
            Log.Connected(client.Address, upstream.Peer.Address, target.SourceText);
            await open.RunAsync(client, upstream.Peer);
        }
        catch (UpstreamRefusedException e)
        {
            Log.Refused(client.Address, e.Message);
            await RefuseAsync(client, first, e, stopping);
        }
    }

    private async Task RefuseAsync(SocketPeer client, FirstRequest? first, UpstreamRefusedException refusal, CancellationToken stopping)
    {
        first ??= await ReadFirstAsync(client, options.RefusalTimeout, stopping);
        if (!first.Value.IsHttp)
        {
            client.Reset();
            return;
        }

        using var limit = new CancellationTokenSource(options.RefusalTimeout, clock);
        await Refusal.SendAsync(client, refusal.Status, refusal.Message, limit.Token);
    }

    private async Task<FirstRequest> ReadFirstAsync(SocketPeer client, TimeSpan atMost, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        return await FirstRequest.ReadAsync(client, options.Limits, either.Token);
    }
}
