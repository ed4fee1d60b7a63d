using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <summary>A measurement out of the archive.</summary>
public sealed record StoredMeasurement
{
    /// <summary>Its number in the archive.</summary>
    public required long Id { get; init; }

    /// <summary>What the scale said.</summary>
    public required Measurement Measurement { get; init; }

    /// <summary>The vendor's number for whom it belongs to; null where it is nobody's. See <see cref="Assignment"/>.</summary>
    public long? UserId { get; init; }

    /// <summary>Whom it belongs to, where more is known of them than a number.</summary>
    public Person? Person { get; init; }

    /// <summary>That person's short name.</summary>
    public string? User { get; init; }

    /// <summary>The number that stands for whom it belongs to: of somebody whom several numbers mean, always the same one.</summary>
    public long? PersonUserId => UserId is { } user ? Person?.VendorIds[0] ?? user : null;

    /// <summary>How it came to belong to them, or to nobody; null where it is as the scale said.</summary>
    public Assignment? Assignment { get; init; }

    /// <summary>The scale's battery level, percent.</summary>
    public int? Battery { get; init; }

    /// <summary>The scale's firmware.</summary>
    public string? Firmware { get; init; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How it came in.</summary>
    public required MeasurementSource Source { get; init; }

    /// <summary>Whether the scale's clock can have been right; see <see cref="Measurement.HasPlausibleTime"/>.</summary>
    public required bool Plausible { get; init; }

    /// <summary>The session it came in.</summary>
    public string? SessionId { get; init; }

    /// <summary>The recording that holds its raw request.</summary>
    public long? RecordingId { get; init; }

    /// <summary>What became of its way to the vendor.</summary>
    public ForwardState Forwarded { get; init; }
}
