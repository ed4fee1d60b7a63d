using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// What the relay tells its owner. Of what passes it tells nothing but the vendor's offers of firmware and the host names
/// asked for.
/// </summary>
internal sealed partial class RelayLog(ILogger logger)
{
    private const int MaxUrl = 256;

    public static RelayLog To(ILoggerFactory loggers) => new(loggers.CreateLogger("ScaleProxy.Learn"));

    public void FirmwareOffered(string client, string? address, string? checksum) =>
        Offered(client, address is null ? "with no address" : Printable.Of(address, MaxUrl), checksum is null ? "none" : Printable.Of(checksum));

    [LoggerMessage(1, LogLevel.Debug, "{client}: connected to {server}, as {source} says")]
    public partial void Connected(string client, string server, string source);

    [LoggerMessage(2, LogLevel.Debug, "{client}: connection to {server} ended")]
    public partial void Ended(string client, string server);

    [LoggerMessage(3, LogLevel.Debug, "{client}: connection lost: {reason}")]
    public partial void Lost(string client, string reason);

    [LoggerMessage(4, LogLevel.Information, "{client}: connection to {server} ended, for nothing passed for {idle}")]
    public partial void Idle(string client, string server, TimeSpan idle);

    [LoggerMessage(5, LogLevel.Warning, "{client}: refused: {reason}")]
    public partial void Refused(string client, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{client}: broken off, as the vendor cannot be reached: {reason}")]
    public partial void Unreachable(string client, string reason);

    [LoggerMessage(7, LogLevel.Warning, "{client}: what passes is no longer recorded on this connection: {reason}")]
    public partial void Unrecorded(string client, string reason);

    [LoggerMessage(8, LogLevel.Error, "{client}: recording failed by a fault of ours, and what passes is no longer recorded on this connection; please report it")]
    public partial void RecordingFault(string client, Exception exception);

    [LoggerMessage(9, LogLevel.Error, "{client}: connection ended by a fault of ours; please report it")]
    public partial void Fault(string client, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "{client}: the vendor offered this scale a firmware ({address}, checksum {checksum}); the offer was cut out of its reply, as --allow-firmware was not given")]
    private partial void Offered(string client, string address, string checksum);

    [LoggerMessage(11, LogLevel.Warning, "{client}: a reply was not searched for a firmware offer, and passed as it is: {reason}")]
    public partial void Unguarded(string client, string reason);

    [LoggerMessage(12, LogLevel.Warning, "{count} connections are open, which is the limit; further ones wait until one of them ends")]
    public partial void Full(int count);

    [LoggerMessage(13, LogLevel.Error, "{address}: no connection can be accepted at the moment: {reason}")]
    public partial void CannotAccept(string address, string reason);

    [LoggerMessage(14, LogLevel.Warning, "{count} connection(s) were in the middle of an exchange and are broken off, as it took longer than {limit}")]
    public partial void BrokenOff(int count, TimeSpan limit);
}
