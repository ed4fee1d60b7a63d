using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Tls;

/// <summary>What the relay tells its owner of TLS. What a client says is quoted only where it is a host name.</summary>
internal sealed partial class TlsLog(ILogger logger)
{
    private const int MaxReason = 256;

    public void Refused(string client, string name, bool certificateSent, string reason, int count)
    {
        string what = certificateSent ? "refused our certificate" : "could agree on no TLS with us";
        if (count == TlsRefusals.Enough)
        {
            GivenUp(client, what, name, Printable.Of(reason, MaxReason), count);
        }
        else
        {
            RefusedUs(client, what, name, Printable.Of(reason, MaxReason), count, TlsRefusals.Enough);
        }
    }

    [LoggerMessage(31, LogLevel.Warning, "{client}: broken off: it does not speak TLS at the port for TLS ({fault}); scales that speak plain HTTP belong to --listen")]
    public partial void NotTls(string client, string fault);

    [LoggerMessage(32, LogLevel.Information, "{client}: {what} for {name} ({reason}), {count} of {enough} times; have it trust the authority that `scaleproxy ca export` prints, if it can be told to")]
    private partial void RefusedUs(string client, string what, string name, string reason, int count, int enough);

    [LoggerMessage(33, LogLevel.Warning, "{client}: {what} for {name} {count} times in a row ({reason}), so it is passed through to {name} unread from now on: what it says is encrypted for the vendor alone, and there is nothing to learn from it. Once it trusts the authority that `scaleproxy ca export` prints, start learn again")]
    private partial void GivenUp(string client, string what, string name, string reason, int count);

    [LoggerMessage(34, LogLevel.Debug, "{client}: passed through to {server} unread: {name} {reason}")]
    public partial void Unread(string client, string server, string name, string reason);

    [LoggerMessage(35, LogLevel.Warning, "{client}: refuses our certificate for {name}, and cannot be passed through unread, as --upstream is plain http; give an --upstream with https")]
    public partial void NoWayThrough(string client, string name);
}
