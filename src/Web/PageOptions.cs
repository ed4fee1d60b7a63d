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

    /// <summary>Uploads at the same time: each is kept in the data folder until it is read.</summary>
    public int MaxUploads { get; init; } = 4;

    /// <summary>Names beside this machine's own that browsers may call the page by.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Wrong tokens that one address (of IPv6, one network) may give in <see cref="FailedTokensWithin"/>.</summary>
    public int MaxFailedTokensOfAddress { get; init; } = 5;

    /// <summary>Wrong tokens that all addresses together may give in that time.</summary>
    public int MaxFailedTokens { get; init; } = 100;

    /// <summary>How long a wrong token is held against its sender.</summary>
    public TimeSpan FailedTokensWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Browsers that may be logged in at once.</summary>
    public int MaxSessions { get; init; } = 64;

    /// <summary>How long a browser stays logged in.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Pages that may be told at once what happens.</summary>
    public int MaxEventStreams { get; init; } = 32;

    /// <summary>How often the archive is asked for new measurements, while somebody listens.</summary>
    public TimeSpan AskForArrivalsEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After how much silence an open page is sent a sign of life.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Tells Prometheus each person's last weight; off, as whoever reads that may be none of theirs.</summary>
    public bool WeightsInMetrics { get; init; }

    /// <summary>How long requests may go on when the process is told to end.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
