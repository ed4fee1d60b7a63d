using ScaleProxy.Archive;
using ScaleProxy.Web.Events;
using ScaleProxy.Web.Importing;
using ScaleProxy.Web.Metrics;

namespace ScaleProxy.Web;

/// <summary>What the page's endpoints work with.</summary>
public sealed record PageServices
{
    /// <summary>The value of <see cref="Forwarding"/> where nothing goes on to the vendor.</summary>
    public const string NoForwarding = "off";

    /// <summary>The archive.</summary>
    public required ScaleArchive Archive { get; init; }

    /// <summary>The time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The owner's time zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Takes in what is uploaded.</summary>
    public required IImports Imports { get; init; }

    /// <summary>What this process does with scales.</summary>
    public required PageMode Mode { get; init; }

    /// <summary>Where scales reach us, <c>ADDR:PORT</c>; null where that is not known yet.</summary>
    public string? ScaleAddress { get; init; }

    /// <summary>Whether, and how, what scales send goes on to the vendor: <c>off</c>, <c>relay</c> or <c>queue</c>.</summary>
    public string Forwarding { get; init; } = NoForwarding;

    /// <summary>Tells open pages what happens.</summary>
    public EventHub Events { get; init; } = new();

    /// <summary>What was counted of the conversations with scales since the start.</summary>
    public WireMetrics Metrics { get; init; } = new();
}
