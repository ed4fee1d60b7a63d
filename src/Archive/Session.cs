namespace ScaleProxy.Archive;

/// <summary>A scale's session, from <c>session new</c> to <c>session delete</c>.</summary>
/// <param name="Id">The <c>sessionid</c> that the scale was given.</param>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="Address">The address it called from.</param>
/// <param name="Battery">The battery level it reported, percent.</param>
/// <param name="Firmware">The firmware it reported.</param>
/// <param name="StartedAt">When it was opened.</param>
/// <param name="ClosedAt">When it was closed; null while it is open.</param>
public sealed record Session(
    string Id,
    string Mac,
    string Address,
    int? Battery,
    string? Firmware,
    DateTimeOffset StartedAt,
    DateTimeOffset? ClosedAt = null);
