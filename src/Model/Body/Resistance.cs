using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Body;

/// <summary>The body's resistance at 50 kHz, foot to foot, as far as a measurement tells it.</summary>
/// <param name="Ohms">Ω.</param>
/// <param name="From">Empty where the scale measured it, else what it was worked out from.</param>
internal readonly record struct Resistance(decimal Ohms, string From)
{
    // What a body between two feet can have, with room to spare.
    private const decimal Lowest = 50;
    private const decimal Highest = 5000;

    /// <summary>
    /// The resistance; null where nothing that may be one was measured.
    /// <para>
    /// Type 16 is it. The first model gives the extra- and intracellular resistance instead (<c>re</c>, <c>ri</c>): current
    /// without a frequency meets re alone, current of the highest meets both side by side, re·ri/(re+ri). By the Cole model the
    /// resistance halfway between the two belongs to the body's characteristic frequency, which lies near 50 kHz in people;
    /// so the mean of the two is taken, and the name of what is worked out from it says so.
    /// </para>
    /// </summary>
    public static Resistance? Of(Measurement measurement)
    {
        if (OhmsOf(measurement, MeasureType.Resistance) is { } measured)
        {
            return new Resistance(measured, string.Empty);
        }

        return OhmsOf(measurement, MeasureType.ExtracellularResistance) is { } re && OhmsOf(measurement, MeasureType.IntracellularResistance) is { } ri
            ? new Resistance((re + (re * ri / (re + ri))) / 2, "re and ri")
            : null;
    }

    private static decimal? OhmsOf(Measurement measurement, int type) =>
        measurement.Find(type)?.ToDecimal() is { } ohms and >= Lowest and <= Highest ? ohms : null;
}
