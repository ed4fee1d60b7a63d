using System.Net;
using ScaleProxy.Model.Learning;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests;

/// <summary>A responder with an archive in memory and a clock moved by hand; it is 2014-06-09 08:00:00 UTC, in Paris.</summary>
internal sealed class Serving
{
    public const string Date = "Mon, 09 Jun 2014 08:00:00 GMT";
    public const long Utc = 1402300800;
    public const string Zone = "\"goff\":7200,\"dst\":1414285200,\"ngoff\":3600";

    public static readonly ServeOptions Options = new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris") };

    private readonly Responder _responder;

    public Serving(params IReadOnlyList<Profile> profiles)
        : this(new MemoryKeeper(profiles), new HandClock(DateTimeOffset.FromUnixTimeSeconds(Utc)))
    {
    }

    /// <summary>With a vendor to hand requests on to.</summary>
    public Serving(IVendor vendor, params IReadOnlyList<Profile> profiles)
        : this(new MemoryKeeper(profiles), new HandClock(DateTimeOffset.FromUnixTimeSeconds(Utc)), vendor)
    {
    }

    private Serving(MemoryKeeper keeper, HandClock clock, IVendor? vendor = null)
    {
        Keeper = keeper;
        Clock = clock;
        _responder = new Responder(keeper, Options, clock, new ServeLog(Log), vendor is null ? null : (vendor, new VendorLog(Log)));
    }

    public MemoryKeeper Keeper { get; }

    public HandClock Clock { get; }

    public LogLines Log { get; } = new();

    /// <summary>Another process on the same archive.</summary>
    public Serving Again() => new(Keeper, Clock);

    /// <summary>A connection from an address.</summary>
    public Talk From(string address = "192.0.2.10") => On(Connection(address));

    /// <summary>What is remembered of a connection.</summary>
    public ScaleConnection Connection(string address = "192.0.2.10") =>
        new(IPAddress.Parse(address), Keeper.Begin(address, "192.0.2.1:80"));

    /// <summary>What is said on a connection.</summary>
    public Talk On(ScaleConnection connection) => new(_responder, connection);
}
