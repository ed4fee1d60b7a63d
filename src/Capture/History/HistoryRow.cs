using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.History;

/// <summary>A measurement as an export tells of it. What the export does not say is null, or empty.</summary>
public sealed record HistoryRow
{
    /// <summary>When it was measured, unix seconds; the first second of <see cref="PrecisionSeconds"/>.</summary>
    public required long TakenAt { get; init; }

    /// <summary>
    /// The second moment that the export's local time may mean, unix seconds: where a clock was set back, an hour comes
    /// twice, and <see cref="TakenAt"/> is in the first.
    /// </summary>
    public long? OrTakenAt { get; init; }

    /// <summary>How exact the time is: 1, or 60 where the export tells whole minutes.</summary>
    public required int PrecisionSeconds { get; init; }

    /// <summary>The values, exact, in the units of <see cref="MeasureType"/>. At least one.</summary>
    public required IReadOnlyList<MeasuredValue> Values { get; init; }

    /// <summary>
    /// Half of the last digit of the weight as it was written, in kg: what was measured may differ by as much.
    /// </summary>
    public MeasuredValue? WeightTolerance { get; init; }

    /// <summary>Who and what else our own export says; null for another program's, which says neither scale nor person.</summary>
    public HistoryOrigin? Origin { get; init; }
}
