using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation;

/// <summary>Measured values for people.</summary>
internal static class ReadingText
{
    /// <summary>For example <c>63.185 kg, pulse 64 bpm</c>: a weight needs no name.</summary>
    public static string Of(IEnumerable<MeasuredValue> values) =>
        string.Join(", ", values.Select(value => (value.Type == MeasureType.Weight ? string.Empty : MeasureType.NameOf(value.Type) + " ")
            + value.ToDecimalText()
            + (MeasureType.UnitOf(value.Type) is { Length: > 0 } unit ? " " + unit : string.Empty)));
}
