using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Body;

/// <summary>
/// Works out what a measurement says together with the person it belongs to: body mass index, and what of the body is fat.
/// What an input is missing for is absent, not guessed; nothing is kept, so a person's change shows in all they ever weighed.
/// </summary>
public static class DerivedValues
{
    private const string BmiFormula = "weight / height²";

    // Beyond these no person is; a wrong value must not become a wrong one with a formula's name beside it.
    private const decimal LightestBody = 2;
    private const decimal HeaviestBody = 500;

    /// <summary>The values, where there are any.</summary>
    /// <param name="measurement">What the scale said.</param>
    /// <param name="person">Whose it is; null for nobody's.</param>
    public static IReadOnlyList<DerivedValue> Of(Measurement measurement, Person? person)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        if (person?.Height is not > 0 || measurement.Find(MeasureType.Weight)?.ToDecimal() is not (>= LightestBody and <= HeaviestBody and var weight))
        {
            return [];
        }

        var body = new BodyFacts(weight, person.Height.Value / 10m, 0, default, 0);
        var values = new List<DerivedValue>(4) { Rounded(MeasureType.Bmi, body.Bmi, 1, BmiFormula) };
        bool isClockSet = measurement.TakenAt >= Measurement.EarliestPlausible;
        if (isClockSet && person.Sex is { } sex && person.AgeAt(DateTimeOffset.FromUnixTimeSeconds(measurement.TakenAt)) is { } age)
        {
            AddFat(values, body with { Age = age, Sex = sex }, Resistance.Of(measurement), person.FatFormula);
        }

        return values;
    }

    private static void AddFat(List<DerivedValue> values, in BodyFacts body, Resistance? resistance, string? wanted)
    {
        FatFormula formula = (wanted is null ? null : FatFormula.Find(wanted)) ?? FatFormula.FootToFoot;
        string title = formula.Title;
        BodyFacts facts = body;
        if (!formula.NeedsResistance || resistance is null)
        {
            formula = FatFormula.WithoutResistance;
            title = formula.Title;
        }
        else
        {
            facts = body with { Resistance = resistance.Value.Ohms };
            title += resistance.Value.From.Length > 0 ? $" (resistance from {resistance.Value.From})" : string.Empty;
        }

        if (formula.FatFreeMass(facts) is { } fatFree)
        {
            decimal fat = body.Weight - fatFree;
            values.Add(Rounded(MeasureType.FatFreeMass, fatFree, 2, title));
            values.Add(Rounded(MeasureType.FatMass, fat, 2, title));
            values.Add(Rounded(MeasureType.FatRatio, 100 * fat / body.Weight, 1, title));
        }
    }

    private static DerivedValue Rounded(int type, decimal value, int decimals, string formula) =>
        new(MeasureType.NameOf(type), decimal.Round(value, decimals, MidpointRounding.AwayFromZero), MeasureType.UnitOf(type), formula);
}
