using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Dns;

/// <summary>
/// A name server for the scale's network: it says that the vendor's names are us, and passes every other question on.
/// <code>
///   datagrams   ──► DatagramListener ──┐                  ┌─ the vendor's ──► the address given
///                                      ├──► QuestionDesk ─┤
///   connections ──► ConnectionListener ┘                  └─ all others ────► the resolver, byte for byte both ways
/// </code>
/// Others' questions are passed on for clients of the local network alone.
/// </summary>
public sealed class DnsServer : IAsyncDisposable
{
    private readonly DnsServerOptions _options;
    private readonly LocalNetwork _network;
    private readonly DatagramListener _datagrams;
    private readonly ConnectionListener _connections;
    private int _stopped;

    /// <summary>Makes a server; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="options">What it says, and its limits.</param>
    /// <param name="clock">The time.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    public DnsServer(DnsServerOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _network = new LocalNetwork(clock);
        var log = new DnsLog(loggers.CreateLogger("ScaleProxy.Dns"), clock);
        var desk = new QuestionDesk(options, _network, clock, log);
        _datagrams = new DatagramListener(desk, _network, options, clock, log);
        _connections = new ConnectionListener(desk, options, clock, log);
    }

    /// <summary>Opens the port, for datagrams and connections.</summary>
    /// <returns>Where it listens.</returns>
    /// <exception cref="DnsServerException">It cannot be opened, the resolver is this very server, or the answer is no address.</exception>
    public Task<string> StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (LocalNetwork.IsForAll(_options.Answer))
        {
            throw new DnsServerException($"{_options.Answer} is no address that a scale can reach; answer with this machine's own");
        }

        try
        {
            // The connections' port first: where a free one is taken, it is the one for datagrams too.
            IPEndPoint address = _connections.Open(_options.Listen);
            RefuseLoop(address);
            _datagrams.Start(address);
            _connections.Begin();
            return Task.FromResult(address.ToString());
        }
        catch (SocketException e)
        {
            throw new DnsServerException($"cannot answer names on {_options.Listen}: {ReasonOf(e)}", e);
        }
    }

    /// <summary>Closes the port. Questions that are passed on at this moment get no reply.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            await _datagrams.DisposeAsync();
            await _connections.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private void RefuseLoop(IPEndPoint listening)
    {
        if (_options.Resolver is { } resolver
            && resolver.Port == listening.Port
            && (resolver.Address.Equals(listening.Address)
                || (LocalNetwork.IsForAll(listening.Address) && _network.IsThisMachine(resolver.Address))))
        {
            throw new DnsServerException($"the resolver {resolver} is this very name server ({listening}), so every question would go round for ever; name another one, for example your router's or your provider's");
        }
    }

    private static string ReasonOf(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AccessDenied => "it may not be opened: ports below 1024 need root, or CAP_NET_BIND_SERVICE",
        SocketError.AddressNotAvailable => "this machine does not have that address; 0.0.0.0 takes all that it has",
        SocketError.AddressAlreadyInUse => "another name server has it (`ss -lntup` shows which); choose another port, or, where it is systemd-resolved or listens on 127.0.0.1 alone, this machine's own address instead of 0.0.0.0",
        _ => e.Message,
    };
}
