using ScaleProxy.Capture;

namespace ScaleProxy.Cli.Import;

/// <summary>A file that was imported.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Summary">What was found in it.</param>
/// <param name="Stored">Measurements of it that are new in the archive.</param>
/// <param name="Duplicates">Measurements of it that were there already.</param>
internal sealed record ImportedFile(string Path, CaptureSummary Summary, int Stored, int Duplicates);
