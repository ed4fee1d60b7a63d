using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Simulation.Calling;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>What a simulated vendor knows, offers and gets wrong, and its limits.</summary>
public sealed record VendorOptions
{
    /// <summary>The scales it knows: secrets by address, lower case with colons. By default that of the sample captures.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { [ScaleIdentity.Sample.Mac] = ScaleIdentity.Sample.Secret };

    /// <summary>The address of a firmware to offer in each session; null for none.</summary>
    public Uri? FirmwareOffer { get; init; }

    /// <summary>What goes wrong.</summary>
    public VendorFault Fault { get; init; }

    /// <summary>How often: with every request for 1, with every third one for 3.</summary>
    public int FaultEvery { get; init; } = 1;

    /// <summary>The time zone that scales are told.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>What a request may hold at most.</summary>
    public WireLimits Limits { get; init; } = WireLimits.Default;

    /// <summary>Connections at the same time; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Sessions open at the same time; the oldest goes when there is another.</summary>
    public int MaxSessions { get; init; } = 4096;

    /// <summary>How long a connection may be silent.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long connections may go on when the vendor is told to end.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"a vendor of {Secrets.Count} scale(s), fault {VendorFaultText.NameOf(Fault)}";
}
