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

    /// <summary>Resistance of the water outside the body's cells, Ω (<c>re</c>).</summary>
    public const int ExtracellularResistance = 2;

    /// <summary>Resistance of the water inside the body's cells, Ω (<c>ri</c>).</summary>
    public const int IntracellularResistance = 3;

    /// <summary>Mass of the body that is not fat, kg.</summary>
    public const int FatFreeMass = 5;

    /// <summary>Fat, % of the weight.</summary>
    public const int FatRatio = 6;

    /// <summary>Mass of the body's fat, kg.</summary>
    public const int FatMass = 8;

    /// <summary>Pulse, beats a minute.</summary>
    public const int Pulse = 11;

    /// <summary>Temperature of the room, °C.</summary>
    public const int RoomTemperature = 12;

    /// <summary>The body's resistance at 50 kHz, Ω.</summary>
    public const int Resistance = 16;

    /// <summary>Body mass index, kg/m².</summary>
    public const int Bmi = 22;

    /// <summary>Carbon dioxide in the room's air, ppm.</summary>
    public const int Co2 = 35;

    /// <summary>Mass of the body's muscles, kg.</summary>
    public const int MuscleMass = 76;

    /// <summary>Mass of the body's water, kg.</summary>
    public const int Hydration = 77;

    /// <summary>Mass of the body's bones, kg.</summary>
    public const int BoneMass = 88;

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
        Weight => ("weight", "kg"),
        ExtracellularResistance => ("extracellular resistance", "Ω"),
        IntracellularResistance => ("intracellular resistance", "Ω"),
        4 => ("height", "m"),
        FatFreeMass => ("fat-free mass", "kg"),
        FatRatio => ("fat ratio", "%"),
        7 => ("battery", "%"),
        FatMass => ("fat mass", "kg"),
        9 => ("diastolic pressure", "mmHg"),
        10 => ("systolic pressure", "mmHg"),
        Pulse => ("pulse", "bpm"),
        RoomTemperature => ("room temperature", "°C"),
        13 => ("humidity", "%"),
        Resistance => ("resistance at 50 kHz", "Ω"),
        Bmi => ("BMI", "kg/m²"),
        Co2 => ("CO2", "ppm"),
        54 => ("SpO2", "%"),
        71 => ("body temperature", "°C"),
        73 => ("skin temperature", "°C"),
        MuscleMass => ("muscle mass", "kg"),
        Hydration => ("hydration", "kg"),
        78 => ("resistance at 10 kHz", "Ω"),
        79 => ("resistance at 20 kHz", "Ω"),
        80 => ("resistance at 100 kHz", "Ω"),
        81 => ("resistance at 200 kHz", "Ω"),
        86 => ("resistance at 40 kHz", "Ω"),
        BoneMass => ("bone mass", "kg"),
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
