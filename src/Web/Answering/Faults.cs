using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Web.Importing;

namespace ScaleProxy.Web.Answering;

/// <summary>Turns what an endpoint throws into problem details, and tells the log what is a fault of ours.</summary>
/// <param name="next">The rest of the page.</param>
/// <param name="log">What the owner is told.</param>
internal sealed class Faults(RequestDelegate next, PageLog log)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked is gone, or the process ends: there is nobody to answer.
            context.Abort();
        }
        catch (Exception e)
        {
            if (context.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                log.BrokenOff(context.Request.Path, e.Message);
                context.Abort();
                return;
            }

            context.Response.Headers.Remove("Content-Disposition");
            await ProblemOf(context, e).ExecuteAsync(context);
        }
    }

    private Problem ProblemOf(HttpContext context, Exception e)
    {
        switch (e)
        {
            case BadHttpRequestException bad:
                return new Problem(bad.StatusCode, bad.Message);
            case ImportException import:
                return new Problem(StatusCodes.Status422UnprocessableEntity, import.Message);
            case ArchiveException archive:
                log.ArchiveFailed(context.Request.Path, archive.Message);
                return new Problem(StatusCodes.Status503ServiceUnavailable, archive.Message);
            default:
                log.Fault(context.Request.Path, e);
                return new Problem(StatusCodes.Status500InternalServerError, "this is a fault of ScaleProxy's; its log says more. Please report it");
        }
    }
}
