using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Body;

/// <summary>A published estimate of how much of a body is not fat. The formulas are those of the project's protocol notes.</summary>
public sealed class FatFormula
{
    private readonly Func<BodyFacts, decimal> _fatFree;

    private FatFormula(string name, string title, int fromAge, bool needsResistance, Func<BodyFacts, decimal> fatFree)
    {
        Name = name;
        Title = title;
        FromAge = fromAge;
        NeedsResistance = needsResistance;
        _fatFree = fatFree;
    }

    /// <summary>Measured foot to foot, standing, as these scales do (Nutrition Journal 2015, PMC4489024; n = 554, SEE 3.17 kg).</summary>
    public static FatFormula FootToFoot { get; } = new(
        "foot-to-foot",
        "foot-to-foot, Nutrition Journal 2015",
        fromAge: 18,
        needsResistance: true,
        body => 13.055m + (0.204m * body.Weight) + (0.394m * body.Index) - (0.136m * body.Age) + (8.125m * body.Male));

    /// <summary>Sun 2003.</summary>
    public static FatFormula Sun { get; } = new(
        "sun",
        "Sun 2003",
        fromAge: 12,
        needsResistance: true,
        body => body.Sex == Sex.Male
            ? -10.678m + (0.652m * body.Index) + (0.262m * body.Weight) + (0.015m * body.Resistance)
            : -9.529m + (0.696m * body.Index) + (0.168m * body.Weight) + (0.016m * body.Resistance));

    /// <summary>Deurenberg 1991, with resistance.</summary>
    public static FatFormula Deurenberg { get; } = new(
        "deurenberg",
        "Deurenberg 1991",
        fromAge: 16,
        needsResistance: true,
        body => -12.44m + (0.34m * body.Index) + (0.1534m * body.Height) + (0.273m * body.Weight) - (0.127m * body.Age) + (4.56m * body.Male));

    /// <summary>Deurenberg's, from the body mass index alone.</summary>
    public static FatFormula WithoutResistance { get; } = new(
        "without-resistance",
        "Deurenberg, without resistance",
        fromAge: 16,
        needsResistance: false,
        body => body.Weight * (1 - (((1.2m * body.Bmi) + (0.23m * body.Age) - (10.8m * body.Male) - 5.4m) / 100)));

    /// <summary>All of them, the usual one first.</summary>
    public static IReadOnlyList<FatFormula> All { get; } = [FootToFoot, Sun, Deurenberg, WithoutResistance];

    /// <summary>What it is called on the command line.</summary>
    public string Name { get; }

    /// <summary>What it is called beside a value.</summary>
    public string Title { get; }

    /// <summary>The age it holds from, years: children are built otherwise.</summary>
    public int FromAge { get; }

    /// <summary>Whether it goes by the body's resistance.</summary>
    public bool NeedsResistance { get; }

    /// <summary>The formula of that name, in any case; null where there is none.</summary>
    /// <param name="name">A <see cref="Name"/>.</param>
    public static FatFormula? Find(string name) => All.FirstOrDefault(formula => string.Equals(formula.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The mass that is not fat, kg; null where the formula does not hold: too young, or more than there is, or less than nothing.</summary>
    internal decimal? FatFreeMass(in BodyFacts body) =>
        body.Age >= FromAge && _fatFree(body) is var mass && mass > 0 && mass < body.Weight ? mass : null;
}
