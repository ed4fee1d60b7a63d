namespace ScaleProxy.Archive.Maintenance;

/// <summary>Something that is wrong with an archive.</summary>
/// <param name="What">What is wrong, in one line, without measured values or secrets.</param>
/// <param name="Mend">What to do about it.</param>
public sealed record ArchiveFault(string What, string Mend);
