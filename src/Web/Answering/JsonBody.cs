using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ScaleProxy.Archive.Export;

namespace ScaleProxy.Web.Answering;

/// <summary>An answer in JSON, written without reflection.</summary>
/// <param name="write">Writes the document; may read from the archive as it goes.</param>
/// <param name="status">The HTTP status.</param>
internal sealed class JsonBody(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) : IResult
{
    // Never waits for a reader: the whole document is written before any of it is sent.
    private static readonly PipeOptions s_unpaused = new(pauseWriterThreshold: 0, useSynchronizationContext: false);

    /// <summary>Writes the answer.</summary>
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext.Response, write, status, "application/json");

    /// <summary>Writes a JSON document as a whole answer.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="write">Writes the document.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">What kind of document it is.</param>
    public static async Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write, int status, string contentType)
    {
        // Aside first, in pooled pieces: where the archive fails half way, nothing was sent yet, and a problem can be told instead.
        var aside = new Pipe(s_unpaused);
        try
        {
            using (var json = new Utf8JsonWriter(aside.Writer, JsonValues.Compact))
            {
                write(json);
            }

            await aside.Writer.CompleteAsync();
            ReadOnlySequence<byte> document = (await aside.Reader.ReadAsync(response.HttpContext.RequestAborted)).Buffer;
            response.StatusCode = status;
            response.ContentType = contentType;
            response.ContentLength = document.Length;
            foreach (ReadOnlyMemory<byte> piece in document)
            {
                response.BodyWriter.Write(piece.Span);
            }

            await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        }
        finally
        {
            await aside.Writer.CompleteAsync();
            await aside.Reader.CompleteAsync();
        }
    }
}
