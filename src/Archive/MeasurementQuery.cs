namespace ScaleProxy.Archive;

/// <summary>Which measurements to read. What is null does not restrict.</summary>
/// <param name="User">
/// A person's short name, name, number in the archive or vendor's number; see <see cref="Model.People.KnownPeople.Named"/>. All
/// that is theirs is read, by whichever of their vendor's numbers. What the scale could not tell apart between several
/// people, and nobody has assigned, belongs to none of them.
/// </param>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="Since">Not taken before this moment.</param>
/// <param name="Until">Taken before this moment.</param>
/// <param name="ArrivedAfter">Only what came into the archive after the measurement of this id, and in the order it came; else oldest first.</param>
/// <param name="Id">The measurement of that number.</param>
/// <param name="Unassigned">Only what is nobody's.</param>
/// <param name="Deleted">Only what its owner deleted; else none of that.</param>
/// <param name="NewestFirst">Newest first; else oldest first.</param>
/// <param name="Behind">Only what comes after this place in the order.</param>
/// <param name="Limit">No more than that many, from 1 on.</param>
public sealed record MeasurementQuery(
    string? User = null,
    string? Mac = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    long? ArrivedAfter = null,
    long? Id = null,
    bool Unassigned = false,
    bool Deleted = false,
    bool NewestFirst = false,
    MeasurementPlace? Behind = null,
    int Limit = int.MaxValue);
