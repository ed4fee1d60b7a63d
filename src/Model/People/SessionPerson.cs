using System.Runtime.InteropServices;

namespace ScaleProxy.Model.People;

/// <summary>A person as a session reply describes one; a number that is missing is 0, as in the scale's own table.</summary>
/// <param name="Id">The vendor's number for the person.</param>
/// <param name="Name">What the display shows.</param>
/// <param name="Weight">The last weight, kg (<c>wt</c>).</param>
/// <param name="WeighedAt">When that was, unix seconds (<c>cr</c>).</param>
/// <param name="Attribution"><c>att</c>.</param>
/// <param name="Height">Height, m (<c>ht</c>).</param>
/// <param name="Age">Age, years (<c>agt</c>).</param>
/// <param name="Sex"><c>sx</c>; null where it is missing, as 0 says something here.</param>
/// <param name="FatFormula"><c>fm</c>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionPerson(
    long Id,
    string Name,
    decimal Weight,
    long WeighedAt,
    long Attribution,
    decimal Height,
    decimal Age,
    long? Sex,
    long FatFormula)
{
    /// <summary>What <see cref="Attribution"/> says of somebody new, whose weight was entered by hand.</summary>
    public const long ManualAndNew = 4;
}
