namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>A person of a simulated vendor's account.</summary>
/// <param name="Id">The vendor's number for the person.</param>
/// <param name="Name">Three letters for the display.</param>
/// <param name="Weight">The last weight, kg, as it is spelled in the session.</param>
/// <param name="WeighedAt">When that was, unix seconds.</param>
/// <param name="Height">Height, m, as it is spelled in the session.</param>
/// <param name="Age">Age, years, as it is spelled in the session.</param>
/// <param name="Sex">0 male, 1 female.</param>
internal sealed record VendorPerson(long Id, string Name, string Weight, long WeighedAt, string Height, string Age, int Sex)
{
    /// <summary>The people of the sample captures, all invented.</summary>
    public static IReadOnlyList<VendorPerson> Sample { get; } =
    [
        new(2468013, "LEA", "63.42", 1402128000, "1.684", "34.1", 1),
        new(2468014, "TOM", "81.7", 1402041600, "1.812", "36.5", 0),
    ];
}
