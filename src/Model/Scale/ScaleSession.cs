using System.Globalization;

namespace ScaleProxy.Model.Scale;

/// <summary>A session that a scale was given, from <c>session new</c> to <c>session delete</c>.</summary>
/// <param name="Id">What the scale names it by, at most 31 characters.</param>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="Address">The IP address it spoke from.</param>
/// <param name="Battery">The battery level it reported, percent; null where it reported none.</param>
/// <param name="Firmware">The firmware it reported; null where it reported none.</param>
/// <param name="StartedAt">When the session began.</param>
/// <param name="ClosedAt">When the scale ended it; null while it is open.</param>
public sealed record ScaleSession(
    string Id,
    string Mac,
    string Address,
    int? Battery,
    string? Firmware,
    DateTimeOffset StartedAt,
    DateTimeOffset? ClosedAt = null)
{
    /// <summary>Names the scale; the id is a token that others could go on with, and is not printed.</summary>
    public override string ToString() => $"session of {Mac} since {StartedAt.ToString("u", CultureInfo.InvariantCulture)}";
}
