using ScaleProxy.Model.Scale;

namespace ScaleProxy.Proxy.Forward;

/// <summary>What one request hands on: usually a measurement, or several that the scale sent together, or a maintenance upload.</summary>
public sealed record Parcel
{
    /// <summary>The numbers in the outbox of what it hands on.</summary>
    public required IReadOnlyList<long> Items { get; init; }

    /// <summary>The scale's own request, to be made once more; null where it was not recorded, or brought more than this.</summary>
    public ScaleRequest? Recorded { get; init; }

    /// <summary>The measurements; empty for a maintenance upload.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>How the scale writes a measurement, for where <see cref="Recorded"/> is of no use.</summary>
    public MeasurementForm Form { get; init; }

    /// <summary>How often it was sent before, or about to be.</summary>
    public int Attempts { get; init; }

    /// <summary>It was about to be sent, and nothing is known of it since: the vendor may have it.</summary>
    public bool IsInDoubt { get; init; }
}
