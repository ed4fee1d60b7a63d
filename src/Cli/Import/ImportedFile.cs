using ScaleProxy.Capture;

namespace ScaleProxy.Cli.Import;

/// <summary>A file that was imported.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Summary">What was found in it.</param>
/// <param name="Stored">Measurements of it that are new in the archive.</param>
/// <param name="Duplicates">Measurements of it that were there already.</param>
internal sealed record ImportedFile(string Path, CaptureSummary Summary, int Stored, int Duplicates)
{
    /// <summary>Takes a file into the archive, to its end.</summary>
    /// <param name="path">As the user named it.</param>
    /// <param name="importer">Takes what is found.</param>
    /// <param name="read">Reads it, telling the importer.</param>
    public static async Task<ImportedFile> TakeAsync(string path, CaptureImporter importer, Func<CaptureSummary> read)
    {
        (int stored, int duplicates) = (importer.Stored, importer.Duplicates);
        CaptureSummary summary = read();
        await importer.CompleteAsync();
        return new ImportedFile(path, summary, importer.Stored - stored, importer.Duplicates - duplicates);
    }
}
