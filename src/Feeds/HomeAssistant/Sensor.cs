using ScaleProxy.Archive.Export;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Feeds.HomeAssistant;

/// <summary>A value of a device, as Home Assistant shows it. What its classes and units may be is fixed by Home Assistant.</summary>
/// <param name="Key">Its name in topics, and in the state of the device.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Unit">Its unit; empty where it has none.</param>
/// <param name="DeviceClass">What it is to Home Assistant; null where it has no class for that.</param>
/// <param name="IsMeasured">It is a number that goes up and down, and is kept in statistics.</param>
/// <param name="IsDiagnostic">It is about the device itself.</param>
internal sealed record Sensor(string Key, string Name, string Unit = "", string? DeviceClass = null, bool IsMeasured = false, bool IsDiagnostic = false)
{
    private const string Mass = "weight";
    private const string Moment = "timestamp";

    // The vendor's numbers for what a person has, beside weight; see MeasureType.
    private static readonly int[] s_types = [MeasureType.Weight, MeasureType.Bmi, MeasureType.FatRatio, MeasureType.FatMass, MeasureType.FatFreeMass, 76, 77, 88, 11];

    /// <summary>What a person has, by the vendor's number for it.</summary>
    public static IReadOnlyList<(int Type, Sensor Sensor)> OfPerson { get; } = [.. s_types.Select(static type => (type, Of(type)))];

    /// <summary>When a person last weighed themselves.</summary>
    public static Sensor LastWeighIn { get; } = new("last_weigh_in", "Last weigh-in", DeviceClass: Moment);

    /// <summary>A scale's battery level.</summary>
    public static Sensor Battery { get; } = new("battery", "Battery", "%", "battery", IsMeasured: true, IsDiagnostic: true);

    /// <summary>When a scale was last heard of.</summary>
    public static Sensor LastContact { get; } = new("last_contact", "Last contact", DeviceClass: Moment, IsDiagnostic: true);

    /// <summary>A scale's firmware.</summary>
    public static Sensor Firmware { get; } = new("firmware", "Firmware", IsDiagnostic: true);

    /// <summary>What a scale has.</summary>
    public static IReadOnlyList<Sensor> OfScale { get; } = [Battery, LastContact, Firmware];

    private static Sensor Of(int type)
    {
        string name = MeasureType.NameOf(type);
        string unit = MeasureType.UnitOf(type);
        return new Sensor(MetricName.Of(type), char.ToUpperInvariant(name[0]) + name[1..], unit, unit == "kg" ? Mass : null, IsMeasured: true);
    }
}
