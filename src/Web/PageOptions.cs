using System.Net;

namespace ScaleProxy.Web;

/// <summary>Where the owner's page is, and the limits it works within.</summary>
public sealed record PageOptions
{
    /// <summary>Where to listen; port 0 takes a free one. Any address but a loopback one wants a token.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>The data folder: the token's hash is in it, and uploads while they are read.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Connections at the same time; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Bytes that the body of a request may have, where it is no upload.</summary>
    public long MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes that an upload may have.</summary>
    public long MaxUploadBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How long requests may go on when the process is told to end.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
