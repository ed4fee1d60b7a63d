using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>What one exchange told about a scale.</summary>
public sealed record Sighting
{
    /// <summary>The kind of request; see <see cref="RequestKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which scale it was, where the exchange or its session shows it; else null.</summary>
    public string? Mac { get; init; }

    /// <summary>The session it belongs to, or that it began; else null.</summary>
    public string? SessionId { get; init; }

    /// <summary>Battery level the scale reported with the session, percent; else null.</summary>
    public int? Battery { get; init; }

    /// <summary>Firmware the scale reported with the session; else null.</summary>
    public string? Firmware { get; init; }

    /// <summary>The measurements handed on.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>The people that the vendor's reply named.</summary>
    public IReadOnlyList<ScaleUser> Users { get; init; } = [];

    /// <summary>What could not be made out, in words for a person and without private data; else null.</summary>
    public string? Problem { get; init; }

    /// <summary>Names the request and the scale; the session id is a token that others could go on with, and is not printed.</summary>
    public override string ToString() => $"{Kind} of {Mac ?? "an unknown scale"} ({Measurements.Count} measurements{(Problem is null ? string.Empty : ", " + Problem)})";
}
