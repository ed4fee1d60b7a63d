using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Forward;

/// <summary>What the owner is told of lines to the vendor.</summary>
internal sealed partial class VendorLog(ILogger logger)
{
    private const int MaxUrl = 256;

    public void FirmwareOffered(string client, string? address, string? checksum) =>
        Offered(client, address is null ? "with no address" : Printable.Of(address, MaxUrl), checksum is null ? "none" : Printable.Of(checksum));

    [LoggerMessage(1, LogLevel.Debug, "{client}: connected to the vendor at {server}, as {source} says")]
    public partial void Connected(string client, string server, string source);

    [LoggerMessage(2, LogLevel.Warning, "{client}: the vendor offered this scale a firmware ({address}, checksum {checksum}); the offer was cut out of its reply")]
    private partial void Offered(string client, string address, string checksum);
}
