using System.Globalization;

namespace ScaleProxy.Model.Scale;

/// <summary>
/// What the vendor's measure types mean (names from its phone app; 12 from replacement servers). A type that is not in
/// the table is as good as any other: its number is its name, and it has no unit.
/// </summary>
public static class MeasureType
{
    /// <summary>Weight, kg.</summary>
    public const int Weight = 1;

    // No number of the vendor's that has a name is higher.
    private const int HighestNamed = 255;

    /// <summary>The types that have a name here.</summary>
    public static IEnumerable<int> Named => Enumerable.Range(0, HighestNamed + 1).Where(static type => Find(type) is not null);

    /// <summary>The type's name, for people and scripts.</summary>
    /// <param name="type">The vendor's number.</param>
    public static string NameOf(int type) => Find(type)?.Name ?? type.ToString(CultureInfo.InvariantCulture);

    /// <summary>The unit of the type's values; empty where it is unknown or there is none.</summary>
    /// <param name="type">The vendor's number.</param>
    public static string UnitOf(int type) => Find(type)?.Unit ?? string.Empty;

    private static (string Name, string Unit)? Find(int type) => type switch
    {
        1 => ("weight", "kg"),
        2 => ("extracellular resistance", "Ω"),
        3 => ("intracellular resistance", "Ω"),
        4 => ("height", "m"),
        5 => ("fat-free mass", "kg"),
        6 => ("fat ratio", "%"),
        7 => ("battery", "%"),
        8 => ("fat mass", "kg"),
        9 => ("diastolic pressure", "mmHg"),
        10 => ("systolic pressure", "mmHg"),
        11 => ("pulse", "bpm"),
        12 => ("room temperature", "°C"),
        13 => ("humidity", "%"),
        16 => ("resistance at 50 kHz", "Ω"),
        22 => ("BMI", "kg/m²"),
        35 => ("CO2", "ppm"),
        54 => ("SpO2", "%"),
        71 => ("body temperature", "°C"),
        73 => ("skin temperature", "°C"),
        76 => ("muscle mass", "kg"),
        77 => ("hydration", "kg"),
        78 => ("resistance at 10 kHz", "Ω"),
        79 => ("resistance at 20 kHz", "Ω"),
        80 => ("resistance at 100 kHz", "Ω"),
        81 => ("resistance at 200 kHz", "Ω"),
        86 => ("resistance at 40 kHz", "Ω"),
        88 => ("bone mass", "kg"),
        91 => ("pulse wave velocity", "m/s"),
        134 => ("weight of an aborted weighing", "kg"),
        168 => ("extracellular water", string.Empty),
        169 => ("intracellular water", string.Empty),
        207 => ("impedance error", string.Empty),
        226 => ("basal metabolic rate", string.Empty),
        227 => ("metabolic age", string.Empty),
        _ => null,
    };
}
