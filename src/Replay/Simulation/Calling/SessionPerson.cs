using System.Runtime.InteropServices;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>A person as a session reply describes one; a field that is missing is 0, as in the scale's own table.</summary>
/// <param name="Id">The vendor's number for the person.</param>
/// <param name="Name">What the display shows.</param>
/// <param name="Weight">The last weight, kg (<c>wt</c>).</param>
/// <param name="WeighedAt">When that was, unix seconds (<c>cr</c>).</param>
/// <param name="Attribution"><c>att</c>.</param>
/// <param name="Height">Height, m (<c>ht</c>).</param>
/// <param name="Age">Age, years (<c>agt</c>).</param>
/// <param name="Sex"><c>sx</c>.</param>
/// <param name="FatFormula"><c>fm</c>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SessionPerson(
    long Id,
    string Name,
    decimal Weight,
    long WeighedAt,
    long Attribution,
    decimal Height,
    decimal Age,
    long Sex,
    long FatFormula);
