using System.Text.Json;

namespace ScaleProxy.Web.Importing;

/// <summary>Takes captures and exports into the archive, as <c>scaleproxy import</c> does.</summary>
public interface IImports
{
    /// <summary>Imports one file, to its end.</summary>
    /// <param name="fileName">What its owner calls it; for messages, never opened.</param>
    /// <param name="content">The file; it can be read again from its start.</param>
    /// <param name="progress">Is told how far it is, from any thread.</param>
    /// <param name="cancellation">Ends it early; what was imported stays.</param>
    /// <returns>Writes the document of <c>import --json</c>.</returns>
    /// <exception cref="ImportException">Nothing of it could be read, or its owner must say more: the message says what.</exception>
    /// <exception cref="Archive.ArchiveException">The archive could not take it.</exception>
    Task<Action<Utf8JsonWriter>> ImportAsync(string fileName, Stream content, IProgress<ImportProgress> progress, CancellationToken cancellation);
}
