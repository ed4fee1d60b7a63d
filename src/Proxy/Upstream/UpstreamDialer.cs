using System.Net;
using System.Net.Sockets;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Sockets;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>Connects to the vendor: resolves its name, and tries its addresses in their order.</summary>
/// <param name="options">How long an address may take.</param>
/// <param name="resolver">Resolves the name.</param>
/// <param name="loops">Refuses to talk to ourselves.</param>
/// <param name="clock">The time.</param>
/// <param name="plain">Speaks plainly.</param>
/// <param name="tls">Speaks TLS; null where there is none.</param>
internal sealed class UpstreamDialer(RelayOptions options, INameResolver resolver, LoopWatch loops, TimeProvider clock, IUpstreamConnector plain, IUpstreamConnector? tls)
{
    /// <summary>Addresses of a name that are tried at most.</summary>
    public const int MaxAddresses = 8;

    /// <summary>Connects.</summary>
    /// <exception cref="UpstreamRefusedException">It would be a loop.</exception>
    /// <exception cref="UpstreamUnreachableException">It cannot be resolved, or reached at any of its addresses.</exception>
    public async Task<UpstreamConnection> ConnectAsync(UpstreamTarget target, CancellationToken cancellation)
    {
        IUpstreamConnector connector = (target.IsTls ? tls : plain) ?? throw new UpstreamUnreachableException($"{target.Authority} wants TLS, which is not set up");
        var failures = new List<string>();
        foreach (IPAddress address in (await ResolveAsync(target.Host, cancellation)).Take(MaxAddresses))
        {
            var endPoint = new IPEndPoint(address, target.Port);
            loops.RequireOther(target, endPoint);
            try
            {
                return await ConnectAsync(target, endPoint, connector, cancellation);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                failures.Add($"{endPoint}: {e.Message}");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                failures.Add($"{endPoint}: no answer within {options.ConnectTimeout.TotalSeconds:0.#} s");
            }
        }

        throw new UpstreamUnreachableException($"{target.Authority} ({target.SourceText}): {string.Join("; ", failures)}");
    }

    private async Task<UpstreamConnection> ConnectAsync(UpstreamTarget target, IPEndPoint endPoint, IUpstreamConnector connector, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        UpstreamDial dial = loops.Connecting(endPoint, target);
        try
        {
            await Connecting.ConnectAsync(socket, endPoint, EpollLoop.Shared, either.Token);
            dial.Connected((IPEndPoint)socket.LocalEndPoint!);
            return new UpstreamConnection(await connector.ConnectAsync(socket, target, either.Token), dial);
        }
        catch
        {
            socket.Dispose();
            dial.Dispose();
            throw;
        }
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        try
        {
            return await resolver.ResolveAsync(host, cancellation);
        }
        catch (NameResolutionException e)
        {
            throw new UpstreamUnreachableException(e.Message);
        }
    }
}
