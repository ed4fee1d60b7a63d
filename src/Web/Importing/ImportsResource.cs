using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.Importing;

/// <summary>Captures and exports from before, uploaded: <c>/imports</c>.</summary>
/// <param name="page">What the page works with.</param>
/// <param name="options">The limits.</param>
internal sealed class ImportsResource(PageServices page, PageOptions options)
{
    private const int MaxName = 255;

    private int _underWay;

    /// <summary>Adds the resource.</summary>
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/imports", (Delegate)TakeAsync);

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        var query = new Query(context);
        string name = Path.GetFileName(query.Text("name") ?? string.Empty);
        if (name.Length is 0 or > MaxName)
        {
            query.Wrong("name", string.Create(CultureInfo.InvariantCulture, $"is to be the file's name, 1 to {MaxName} characters"));
        }

        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        try
        {
            // Each is a file in the data folder until it is read.
            return Interlocked.Increment(ref _underWay) > options.MaxUploads
                ? Busy(context)
                : await ImportAsync(context, name);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private Problem Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "10";
        return new Problem(StatusCodes.Status503ServiceUnavailable, string.Create(CultureInfo.InvariantCulture, $"{options.MaxUploads} imports are under way already; try again when one is done"));
    }

    private async Task<IResult> ImportAsync(HttpContext context, string name)
    {
        CancellationToken cancellation = context.RequestAborted;
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = options.MaxUploadBytes;
        await using FileStream file = OpenTemporary();
        try
        {
            await context.Request.Body.CopyToAsync(file, cancellation);
            await file.FlushAsync(cancellation);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellation.IsCancellationRequested)
        {
            return new Problem(StatusCodes.Status507InsufficientStorage, $"the upload could not be kept in {options.DataFolder}: {e.Message}");
        }

        file.Position = 0;
        var progress = new ImportEvents(page, name, file.Length);
        Action<Utf8JsonWriter> report = await page.Imports.ImportAsync(name, file, progress, cancellation);
        progress.Done();
        page.Events.Progressed();
        return new JsonBody(report);
    }

    // It has no name any more as soon as it is open, so that nothing is left of it whatever happens.
    private FileStream OpenTemporary()
    {
        string path = Path.Combine(options.DataFolder, $"upload-{Guid.NewGuid():N}.tmp");
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, create);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }
}
