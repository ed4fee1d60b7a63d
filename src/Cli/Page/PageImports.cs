using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Capture;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Import;
using ScaleProxy.Web.Importing;

namespace ScaleProxy.Cli.Page;

/// <summary>Imports what is uploaded to the page as <c>scaleproxy import</c> imports files, one after the other.</summary>
/// <param name="archive">The archive.</param>
/// <param name="zone">The owner's time zone, for exports whose times name none.</param>
internal sealed class PageImports(ScaleArchive archive, TimeZoneInfo zone) : IImports, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <inheritdoc/>
    public async Task<Action<Utf8JsonWriter>> ImportAsync(string fileName, Stream content, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            // Reading a capture is work for a processor, not for the thread that answers the page.
            return await Task.Run(() => ImportWholeAsync(fileName, content, progress, cancellation), cancellation);
        }
        catch (UserException e)
        {
            throw new ImportException(e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Action<Utf8JsonWriter>> ImportWholeAsync(string fileName, Stream content, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        var importer = new CaptureImporter(archive, new HistoryImporter(archive, () => HistoryOwner.Find(archive, user: null, mac: null), TimeProvider.System));
        var report = new ImportReport();
        try
        {
            CaptureOptions options = CaptureOptions.Default with { Beside = true, TimeZone = zone };
            report.Add(await ImportedFile.TakeAsync(fileName, importer, () => CaptureReader.Read(content, fileName, options, importer, new OfTotal(progress, content.Length), cancellation)));
        }
        finally
        {
            // Whatever ended it: what was whole before is kept.
            await importer.CompleteAsync();
            report.Finish(importer);
        }

        return report.IsEmpty && report.Errors is [var error, ..] ? throw new ImportException(error) : report.Write;
    }

    private sealed class OfTotal(IProgress<ImportProgress> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new ImportProgress(value, total));
    }
}
