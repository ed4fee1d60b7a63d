namespace ScaleProxy.Archive;

/// <summary>Which measurements to read. What is null does not restrict.</summary>
/// <param name="User">
/// A user's id or short name, in any case. Measurements that the scale could not tell apart between several users
/// belong to none of them.
/// </param>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="Since">Not taken before this moment.</param>
/// <param name="Until">Taken before this moment.</param>
/// <param name="ArrivedAfter">Only what came into the archive after the measurement of this id, and in the order it came; else oldest first.</param>
public sealed record MeasurementQuery(
    string? User = null,
    string? Mac = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    long? ArrivedAfter = null);
