using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Tls;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Forward;

/// <summary>The vendor's server, as one who answers scales calls it: a request at a time, each with its whole reply.</summary>
public sealed class VendorServer
{
    private readonly VendorServerOptions _options;
    private readonly UpstreamChoice _choice;
    private readonly UpstreamDialer _dialer;
    private readonly LoopWatch _loops;
    private readonly TimeProvider _clock;
    private readonly VendorLog _log;

    /// <summary>Nothing is connected before a line is used.</summary>
    /// <param name="options">Where the vendor is, and how long it is waited for.</param>
    /// <param name="resolver">Finds the vendor's addresses. It must not be the one that leads the scale here.</param>
    /// <param name="clock">The time.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    public VendorServer(VendorServerOptions options, INameResolver resolver, TimeProvider clock, ILoggerFactory loggers)
    {
        var relay = new RelayOptions { Upstream = options.Upstream, Hosts = options.Hosts, ConnectTimeout = options.Timeout };
        _options = options;
        _clock = clock;
        _log = new VendorLog(loggers.CreateLogger("ScaleProxy.Forward"));
        _loops = new LoopWatch(clock);
        _choice = new UpstreamChoice(relay);
        _dialer = new UpstreamDialer(relay, resolver, _loops, clock, new PlainConnector(), new TlsConnector(new UpstreamTrust(relay.VerifyUpstream)));
    }

    /// <summary>Notes where we listen ourselves: a vendor that turns out to be there is refused as a loop.</summary>
    public void Listening(IPEndPoint endPoint) => _loops.Listening(endPoint);

    /// <summary>Makes a line for one connection of a scale.</summary>
    /// <param name="client">The scale's address, for the log.</param>
    public VendorLine Open(string client) => new(client, _options, _choice, _dialer, _clock, _log);
}
